import { type Feature, features } from '../model/features.ts';
import { backendError, backendWarning, type CatalogEntry } from './entry.ts';

export interface FeatureArgs {
  readonly interface: string;
  readonly setting: string;
  readonly backend: string;
  readonly note: string;
}

type FeatureCatalog = { [F in Feature as `unsupported-${F}` | `limited-${F}`]: CatalogEntry<FeatureArgs> };

/** Two codes a feature: the backend cannot say it at all, or says it with a limit that the user should know. */
export const featureCatalog = Object.fromEntries(
  (Object.keys(features) as Feature[]).flatMap((feature) => {
    const { title } = features[feature];
    return [
      [
        `unsupported-${feature}`,
        backendError<FeatureArgs>(
          ({ interface: name, setting, backend, note }) =>
            `${name}: ${backend} cannot express ${setting}: ${note}`,
          `The backend's format, or a program that reads it, has no way to say this: ${title}. \`ifscribe backends\` lists what each backend lacks and why. Choose another backend or take the setting out; --allow-loss writes everything but that setting, and dumpxml will then not show it, because it will not be there at boot.`,
        ),
      ],
      [
        `limited-${feature}`,
        backendWarning<FeatureArgs>(
          ({ interface: name, setting, backend, note }) =>
            `${name}: ${backend} expresses ${setting} with a limit: ${note}`,
          `The backend writes this (${title}) and reads it back as written, but a program that reads the file treats it differently from what the document says. \`ifscribe backends\` says how.`,
        ),
      ],
    ];
  }),
) as FeatureCatalog;
