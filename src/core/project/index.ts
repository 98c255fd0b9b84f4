// The face of the project room: what a folder with Go source is, sending it to the daemon, and the environment of module downloads.
export { projectFolder, readProject, type ReadProjectOptions } from './project.ts';
export { editFiles, type SourceEdit } from './edits.ts';
export { treeHash, type HashCache } from './tree.ts';
export { parseModFile } from './modfile.ts';
export { bytesToName, nameToBytes, showName } from './names.ts';
export { compileIgnore, readIgnoreLines, type IgnoreMatcher } from './dockerignore.ts';
export type { MainPackage, Project, Tree, TreeEntry } from './types.ts';
export { changes, manifestOf, sendTree, TREE_FOLDER, type SendOptions, type Sent, type TreeManifest } from './send.ts';
export { moduleEnvironment, secretsOf, type ModuleEnvironment } from './modules.ts';
