// Which folder may import which (DESIGN.md, "The house"). tests/layering.test.ts plants one bad import for every rule here.
const PURE = 'evidence|verdict|compare|matrix|diagnosis|dns/models|dns/conf|dns/advice';
const pkg = (names) => `(^|node_modules/)(${names})(/|$)`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'shared-is-pure',
      comment: 'src/shared is the language of both sides: zod and itself, no Node, no DOM, no Electron, nothing of ours',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', pkg('zod')] },
    },
    {
      name: 'core-knows-no-shell',
      comment: 'src/core is plain Node: no shell of ours, no Electron, no argv parser, no web server',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: ['^src/(cli|main|server|preload|renderer)/', pkg('electron|electron-updater|commander|ws|express|fastify|react|react-dom')] },
    },
    {
      name: 'core-speaks-no-http',
      comment: 'only the rooms that talk to an engine or a registry may speak HTTP, as clients',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '^src/core/(engine|toolchain)/' },
      to: { path: '^(node:)?(http|https|http2)$' },
    },
    {
      name: 'pure-rooms',
      comment: 'evidence, verdict, compare, matrix, diagnosis and dns/models, dns/conf, dns/advice run on facts alone: shared, each other, and types of other rooms',
      severity: 'error',
      from: { path: `^src/core/(${PURE})/` },
      // image/wanted.ts is a list of paths, image/incomplete.ts one of codes; both import nothing.
      to: { path: '^src/core/', pathNot: [`^src/core/(${PURE})/`, '^src/core/image/(wanted|incomplete)\\.ts$'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-rooms-without-node',
      comment: 'a pure room touches no file, no clock, no process',
      severity: 'error',
      from: { path: `^src/core/(${PURE})/` },
      // path/posix computes on text alone.
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'], pathNot: '^(node:)?path/posix$' },
    },
    {
      name: 'shells-through-the-workbench',
      comment: 'a shell is a transport: it calls core/workbench and speaks the language of shared',
      severity: 'error',
      from: { path: '^src/(cli|main|server)/' },
      to: { path: '^src/core/', pathNot: '^src/core/workbench[a-z-]*\\.ts$' },
    },
    {
      name: 'shells-apart',
      comment: 'no shell imports another',
      severity: 'error',
      from: { path: '^src/(cli|main|server|preload|renderer)/', pathNot: '^src/cli/main\\.ts$' },
      to: { path: '^src/(cli|main|server|preload|renderer)/', pathNot: '^src/$1/' },
    },
    {
      name: 'one-way-from-the-entry-to-the-server',
      comment: "the entry of the command line hands the face of the browser's shell to `serve`, when it is called; it takes nothing else of another shell",
      severity: 'error',
      from: { path: '^src/cli/main\\.ts$' },
      to: { path: '^src/(main|server|preload|renderer)/', pathNot: '^src/server/index\\.ts$' },
    },
    {
      name: 'server-is-thin',
      comment: "the browser's shell is Node's own http and ws: no framework, no parser, no engine",
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: 'node_modules/', pathNot: pkg('ws|@types/ws|zod') },
    },
    {
      name: 'window-knows-shared-only',
      comment: 'renderer and preload import nothing of ours but shared',
      severity: 'error',
      from: { path: '^src/(preload|renderer)/' },
      to: { path: '^src/core/' },
    },
    {
      name: 'only-the-shell-imports-electron',
      severity: 'error',
      comment: 'electron exists in the window shell and its bridge alone',
      from: { path: '^src/', pathNot: '^src/(main|preload)/' },
      to: { path: pkg('electron') },
    },
    {
      name: 'only-the-engine-room-imports-dockerode',
      comment: 'everyone else asks through the face of the engine room',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/core/engine/' },
      to: { path: pkg('dockerode|docker-modem') },
    },
    {
      name: 'only-store-and-owner-import-the-database',
      comment: 'one writer; and on Node 20 the mere import ends the process',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/core/(store|owner)/' },
      to: { path: pkg('better-sqlite3') },
    },
    {
      name: 'rooms-through-their-face',
      comment: 'what others may use of the engine, toolchain, project, evidence, verdict, compare and matrix rooms is in their index.ts or types.ts',
      severity: 'error',
      from: { path: '^src/core/([^/]+)/' },
      to: { path: '^src/core/(engine|toolchain|project|evidence|verdict|compare|matrix)/', pathNot: ['^src/core/$1/', '^src/core/[a-z]+/(index|types)\\.ts$'] },
    },
    {
      name: 'no-circles',
      comment: 'two modules that need each other at run time are one module, or three',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'what is imported exists, and is in package.json',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      comment: 'what ships imports no devDependency (types apart); renderer packages are bundled',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/renderer/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: pkg('@types|electron') },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
