/**
 * The bridge for what is asked for and kept, as against what is live: named queries over svelte-query, one file a
 * subject. A page calls one of these inside a QueryClientProvider and reads `.data`, `.error`, `.isFetching`.
 */
export {
  createAsked,
  followReloads,
  provideConnection,
  refusedByRights,
  type Connection,
} from './connection.ts';
export {
  useActionHelp,
  useCompletions,
  useEvents,
  useOffered,
  usePrinted,
  useQueueNames,
  useSend,
  type Answer,
} from './console.svelte.ts';
export {
  useFileAccess,
  useFileHistory,
  useFileLock,
  useFiles,
  useOpenedFile,
  useRuns,
  useUnfinished,
  type Cost,
  type FileAccess,
  type OpenAnswer,
  type Prepared,
  type SaveWish,
} from './files.svelte.ts';
export {
  useAccountSessions,
  useAskAgain,
  useEndpoints,
  useLogChannels,
  useModuleAct,
  useModules,
  useRegistrations,
  useRotate,
  useSettings,
  useStatus,
  type Endpoint,
  type ModuleAct,
  type Registration,
  type Settings,
  type Status,
} from './system.svelte.ts';
