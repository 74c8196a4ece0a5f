/** Who may import whom: each layer, lowest first, with the other layers it may use. */
const layers = {
  machine: [],
  arch: ['machine'],
  engine: ['machine', 'arch'],
  program: ['machine', 'arch', 'engine'],
  language: ['machine', 'arch', 'engine', 'program'],
  traces: ['machine', 'arch', 'engine', 'program', 'language'],
  timeline: ['machine', 'arch', 'engine', 'program'],
  protocol: [],
  cli: [
    ...['machine', 'arch', 'engine', 'program', 'language', 'traces', 'timeline', 'protocol'],
    'debugAdapter',
  ],
  debugAdapter: [
    ...['machine', 'arch', 'engine', 'program', 'language', 'traces', 'timeline', 'protocol'],
  ],
  extension: ['protocol', 'language', 'traces', 'debugAdapter'],
};

/** These use no Node, DOM or vscode interface and no npm package. */
const pure = 'machine|arch|engine|program|language|traces|timeline|protocol';

/** Declares the modules that the stepping build makes. */
const steppingTypes = '^build/steppingTypes/';

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-layer`,
      comment: `src/${layer} may import itself and: ${below.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: {
        path: '^(src|media|test|build)/',
        pathNot: [`^src/(${[layer, ...below].join('|')})/`, steppingTypes],
      },
    })),
    {
      name: 'media-layer',
      comment: 'the pages in webviews reach the machine only through the protocol',
      severity: 'error',
      from: { path: '^media/' },
      to: { path: '^(src|test|build)/', pathNot: '^src/protocol/' },
    },
    {
      name: 'pure-is-host-free',
      comment: 'machine to protocol run anywhere: no Node module, no npm package',
      severity: 'error',
      from: { path: `^src/(${pure})/` },
      // What cannot be resolved is a rule of its own.
      to: { pathNot: ['^(src|media|test)/', steppingTypes], couldNotResolve: false },
    },
    {
      name: 'stepping-copy-in-one-file',
      comment: 'the stepping build is reached from src/timeline/builds.ts alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/timeline/builds\\.ts$' },
      to: { path: steppingTypes },
    },
    {
      name: 'extension-makes-the-adapter-in-one-file',
      comment: 'the extension reaches the adapter only through messages',
      severity: 'error',
      from: { path: '^src/extension/', pathNot: '^src/extension/adapter/inlineAdapter\\.ts$' },
      to: { path: '^src/debugAdapter/' },
    },
    {
      name: 'debug-adapter-in-one-file',
      comment: 'of the command line, only `pagewalk dap` is a debug adapter',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/dap\\.ts$' },
      to: { path: '^src/debugAdapter/' },
    },
    {
      name: 'no-circular',
      comment: 'a cycle of imports that are there at run time; types may refer to each other',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'a file that nothing imports and that imports nothing',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)tsconfig\\.json$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.d.ts'],
      conditionNames: ['import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
