// A `define` for the one AMD module of the bundle; it keeps the module's factory.

export const defined = { factory: null };
globalThis.define = (_names, factory) => {
  defined.factory = factory;
};
