declare module '*.hbs' {
  /** Renders the template with a plain object; a name that the object lacks throws. */
  const render: (view: object) => string;
  export default render;
}
