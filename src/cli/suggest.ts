export { didYouMean } from '../language/suggest.ts';
