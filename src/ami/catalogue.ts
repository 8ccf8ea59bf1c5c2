// Written by e2e/cli/catalogue.ts from the documentation of Asterisk 22 and 16. Do not edit.

/** A header's value as a caller may write it; booleans are sent as `true` and `false`. */
export type Value = string | number | boolean;

/** The headers of every action of Asterisk 22. */
export interface Actions {
  AGI: { ActionID?: Value | undefined; Channel: Value; Command: Value; CommandID?: Value | undefined };
  AOCMessage: {
    ActionID?: Value | undefined;
    Channel?: Value | undefined;
    ChannelPrefix?: Value | undefined;
    MsgType: Value;
    ChargeType?: Value | undefined;
    'UnitAmount(0)'?: Value | undefined;
    'UnitType(0)'?: Value | undefined;
    CurrencyName?: Value | undefined;
    CurrencyAmount?: Value | undefined;
    CurrencyMultiplier?: Value | undefined;
    TotalType?: Value | undefined;
    AOCBillingId?: Value | undefined;
    ChargingAssociationId?: Value | undefined;
    ChargingAssociationNumber?: Value | undefined;
    ChargingAssociationPlan?: Value | undefined;
    ChargedItem?: Value | undefined;
    RateType?: Value | undefined;
    Time?: Value | undefined;
    TimeScale?: Value | undefined;
    Granularity?: Value | undefined;
    GranularityTimeScale?: Value | undefined;
    ChargingType?: Value | undefined;
    VolumeUnit?: Value | undefined;
    Code?: Value | undefined;
  };
  AbsoluteTimeout: { ActionID?: Value | undefined; Channel: Value; Timeout: Value };
  AgentLogoff: { ActionID?: Value | undefined; Agent: Value; Soft?: Value | undefined };
  Agents: { ActionID?: Value | undefined };
  Atxfer: { ActionID?: Value | undefined; Channel: Value; Exten: Value; Context?: Value | undefined };
  BlindTransfer: { Channel: Value; Context?: Value | undefined; Exten: Value };
  Bridge: { ActionID?: Value | undefined; Channel1: Value; Channel2: Value; Tone?: Value | undefined };
  BridgeDestroy: { ActionID?: Value | undefined; BridgeUniqueid: Value };
  BridgeInfo: { ActionID?: Value | undefined; BridgeUniqueid: Value };
  BridgeKick: { ActionID?: Value | undefined; BridgeUniqueid?: Value | undefined; Channel: Value };
  BridgeList: { ActionID?: Value | undefined; BridgeType?: Value | undefined };
  BridgeTechnologyList: { ActionID?: Value | undefined };
  BridgeTechnologySuspend: { ActionID?: Value | undefined; BridgeTechnology: Value };
  BridgeTechnologyUnsuspend: { ActionID?: Value | undefined; BridgeTechnology: Value };
  CancelAtxfer: { ActionID?: Value | undefined; Channel: Value };
  Challenge: { ActionID?: Value | undefined; AuthType: Value };
  Command: { ActionID?: Value | undefined; Command: Value };
  ConfbridgeKick: { ActionID?: Value | undefined; Conference: Value; Channel: Value };
  ConfbridgeList: { ActionID?: Value | undefined; Conference: Value };
  ConfbridgeListRooms: { ActionID?: Value | undefined };
  ConfbridgeLock: { ActionID?: Value | undefined; Conference: Value };
  ConfbridgeMute: { ActionID?: Value | undefined; Conference: Value; Channel: Value };
  ConfbridgeSetSingleVideoSrc: { ActionID?: Value | undefined; Conference: Value; Channel: Value };
  ConfbridgeStartRecord: { ActionID?: Value | undefined; Conference: Value; RecordFile?: Value | undefined };
  ConfbridgeStopRecord: { ActionID?: Value | undefined; Conference: Value };
  ConfbridgeUnlock: { ActionID?: Value | undefined; Conference: Value };
  ConfbridgeUnmute: { ActionID?: Value | undefined; Conference: Value; Channel: Value };
  ControlPlayback: { ActionID?: Value | undefined; Channel: Value; Control: Value };
  CoreSettings: { ActionID?: Value | undefined };
  CoreShowChannelMap: { Channel: Value };
  CoreShowChannels: { ActionID?: Value | undefined };
  CoreStatus: { ActionID?: Value | undefined };
  CreateConfig: { ActionID?: Value | undefined; Filename: Value };
  DAHDIDNDoff: { ActionID?: Value | undefined; DAHDIChannel: Value };
  DAHDIDNDon: { ActionID?: Value | undefined; DAHDIChannel: Value };
  DAHDIDialOffhook: { ActionID?: Value | undefined; DAHDIChannel: Value; Number: Value };
  DAHDIHangup: { ActionID?: Value | undefined; DAHDIChannel: Value };
  DAHDIRestart: { ActionID?: Value | undefined };
  DAHDIShowChannels: { ActionID?: Value | undefined; DAHDIChannel?: Value | undefined };
  DAHDIShowStatus: {};
  DAHDITransfer: { ActionID?: Value | undefined; DAHDIChannel: Value };
  DBDel: { ActionID?: Value | undefined; Family: Value; Key: Value };
  DBDelTree: { ActionID?: Value | undefined; Family: Value; Key?: Value | undefined };
  DBGet: { ActionID?: Value | undefined; Family: Value; Key: Value };
  DBGetTree: { ActionID?: Value | undefined; Family?: Value | undefined; Key?: Value | undefined };
  DBPut: { ActionID?: Value | undefined; Family: Value; Key: Value; Val?: Value | undefined };
  DeviceStateList: { ActionID?: Value | undefined };
  DialplanExtensionAdd: {
    ActionID?: Value | undefined;
    Context: Value;
    Extension: Value;
    Priority: Value;
    Application: Value;
    ApplicationData?: Value | undefined;
    Replace?: Value | undefined;
  };
  DialplanExtensionRemove: {
    ActionID?: Value | undefined;
    Context: Value;
    Extension: Value;
    Priority?: Value | undefined;
  };
  Events: { ActionID?: Value | undefined; EventMask: Value };
  ExtensionState: { ActionID?: Value | undefined; Exten: Value; Context: Value };
  ExtensionStateList: { ActionID?: Value | undefined };
  FAXSession: { ActionID?: Value | undefined; SessionNumber: Value };
  FAXSessions: { ActionID?: Value | undefined };
  FAXStats: { ActionID?: Value | undefined };
  Filter: {
    ActionID?: Value | undefined;
    Operation: Value;
    MatchCriteria?: Value | undefined;
    Filter?: Value | undefined;
  };
  GetConfig: {
    ActionID?: Value | undefined;
    Filename: Value;
    Category?: Value | undefined;
    Filter?: Value | undefined;
  };
  GetConfigJSON: {
    ActionID?: Value | undefined;
    Filename: Value;
    Category?: Value | undefined;
    Filter?: Value | undefined;
  };
  Getvar: { ActionID?: Value | undefined; Channel?: Value | undefined; Variable: Value };
  Hangup: { ActionID?: Value | undefined; Channel: Value; Cause?: Value | undefined };
  IAXnetstats: {};
  IAXpeerlist: { ActionID?: Value | undefined };
  IAXpeers: { ActionID?: Value | undefined };
  IAXregistry: { ActionID?: Value | undefined };
  JabberSend: { ActionID?: Value | undefined; Jabber: Value; JID: Value; Message: Value };
  ListCategories: { ActionID?: Value | undefined; Filename: Value };
  ListCommands: { ActionID?: Value | undefined };
  LocalOptimizeAway: { ActionID?: Value | undefined; Channel: Value };
  LoggerRotate: { ActionID?: Value | undefined };
  Login: {
    ActionID?: Value | undefined;
    Username: Value;
    AuthType?: Value | undefined;
    Secret?: Value | undefined;
    Key?: Value | undefined;
    Events?: Value | undefined;
  };
  Logoff: { ActionID?: Value | undefined };
  MWIDelete: { ActionID?: Value | undefined; Mailbox: Value };
  MWIGet: { ActionID?: Value | undefined; Mailbox: Value };
  MWIUpdate: {
    ActionID?: Value | undefined;
    Mailbox: Value;
    OldMessages?: Value | undefined;
    NewMessages?: Value | undefined;
  };
  MailboxCount: { ActionID?: Value | undefined; Mailbox: Value };
  MailboxStatus: { ActionID?: Value | undefined; Mailbox: Value };
  MeetmeList: { ActionID?: Value | undefined; Conference?: Value | undefined };
  MeetmeListRooms: { ActionID?: Value | undefined };
  MeetmeMute: { ActionID?: Value | undefined; Meetme: Value; Usernum: Value };
  MeetmeUnmute: { ActionID?: Value | undefined; Meetme: Value; Usernum: Value };
  MessageSend: {
    ActionID?: Value | undefined;
    Destination?: Value | undefined;
    To?: Value | undefined;
    From?: Value | undefined;
    Body?: Value | undefined;
    Base64Body?: Value | undefined;
    Variable?: Value | undefined;
  };
  MixMonitor: {
    ActionID?: Value | undefined;
    Channel: Value;
    File?: Value | undefined;
    Options?: Value | undefined;
    Command?: Value | undefined;
  };
  MixMonitorMute: {
    ActionID?: Value | undefined;
    Channel: Value;
    Direction?: Value | undefined;
    State?: Value | undefined;
  };
  ModuleCheck: { ActionID?: Value | undefined; Module: Value };
  ModuleLoad: {
    ActionID?: Value | undefined;
    Module?: Value | undefined;
    LoadType: Value;
    Recursive?: Value | undefined;
  };
  MuteAudio: { ActionID?: Value | undefined; Channel: Value; Direction: Value; State: Value };
  Originate: {
    ActionID?: Value | undefined;
    Channel: Value;
    Exten?: Value | undefined;
    Context?: Value | undefined;
    Priority?: Value | undefined;
    Application?: Value | undefined;
    Data?: Value | undefined;
    Timeout?: Value | undefined;
    CallerID?: Value | undefined;
    Variable?: Value | readonly Value[] | undefined;
    Account?: Value | undefined;
    EarlyMedia?: Value | undefined;
    Async?: Value | undefined;
    Codecs?: Value | undefined;
    ChannelId?: Value | undefined;
    OtherChannelId?: Value | undefined;
    PreDialGoSub?: Value | undefined;
  };
  PJSIPHangup: { ActionID?: Value | undefined; Channel: Value; Cause: Value };
  PJSIPNotify: {
    ActionID?: Value | undefined;
    Endpoint?: Value | undefined;
    URI?: Value | undefined;
    channel?: Value | undefined;
    Option?: Value | undefined;
    Variable?: Value | readonly Value[] | undefined;
  };
  PJSIPQualify: { ActionID?: Value | undefined; Endpoint: Value };
  PJSIPRegister: { ActionID?: Value | undefined; Registration: Value };
  PJSIPSetMaintenance: { ActionID?: Value | undefined; Endpoint: Value; State: Value };
  PJSIPShowAors: {};
  PJSIPShowAuths: {};
  PJSIPShowContacts: {};
  PJSIPShowEndpoint: { ActionID?: Value | undefined; Endpoint: Value };
  PJSIPShowEndpoints: {};
  PJSIPShowMaintenance: { ActionID?: Value | undefined; Endpoint?: Value | undefined };
  PJSIPShowRegistrationInboundContactStatuses: {};
  PJSIPShowRegistrationsInbound: {};
  PJSIPShowRegistrationsOutbound: {};
  PJSIPShowResourceLists: {};
  PJSIPShowSubscriptionsInbound: {};
  PJSIPShowSubscriptionsOutbound: {};
  PJSIPUnregister: { ActionID?: Value | undefined; Registration: Value };
  PRIDebugFileSet: { ActionID?: Value | undefined; File: Value };
  PRIDebugFileUnset: { ActionID?: Value | undefined };
  PRIDebugSet: { ActionID?: Value | undefined; Span: Value; Level: Value };
  PRIShowSpans: { ActionID?: Value | undefined; Span?: Value | undefined };
  Park: {
    ActionID?: Value | undefined;
    Channel: Value;
    TimeoutChannel?: Value | undefined;
    AnnounceChannel?: Value | undefined;
    Timeout?: Value | undefined;
    Parkinglot?: Value | undefined;
    ParkingSpace?: Value | undefined;
  };
  ParkedCalls: { ActionID?: Value | undefined; ParkingLot?: Value | undefined };
  Parkinglots: { ActionID?: Value | undefined };
  Ping: { ActionID?: Value | undefined };
  PlayDTMF: {
    ActionID?: Value | undefined;
    Channel: Value;
    Digit: Value;
    Duration?: Value | undefined;
    Receive?: Value | undefined;
  };
  PlayMF: { ActionID?: Value | undefined; Channel: Value; Digit: Value; Duration?: Value | undefined };
  PresenceState: { ActionID?: Value | undefined; Provider: Value };
  PresenceStateList: { ActionID?: Value | undefined };
  QueueAdd: {
    ActionID?: Value | undefined;
    Queue: Value;
    Interface: Value;
    Penalty?: Value | undefined;
    Paused?: Value | undefined;
    Reason?: Value | undefined;
    MemberName?: Value | undefined;
    StateInterface?: Value | undefined;
  };
  QueueChangePriorityCaller: {
    ActionID?: Value | undefined;
    Queue: Value;
    Caller: Value;
    Priority: Value;
    Immediate?: Value | undefined;
  };
  QueueLog: {
    ActionID?: Value | undefined;
    Queue: Value;
    Event: Value;
    Uniqueid?: Value | undefined;
    Interface?: Value | undefined;
    Message?: Value | undefined;
  };
  QueueMemberRingInUse: {
    ActionID?: Value | undefined;
    Interface: Value;
    RingInUse: Value;
    Queue?: Value | undefined;
  };
  QueuePause: {
    ActionID?: Value | undefined;
    Interface: Value;
    Paused: Value;
    Queue?: Value | undefined;
    Reason?: Value | undefined;
  };
  QueuePenalty: { ActionID?: Value | undefined; Interface: Value; Penalty: Value; Queue?: Value | undefined };
  QueueReload: {
    ActionID?: Value | undefined;
    Queue?: Value | undefined;
    Members?: Value | undefined;
    Rules?: Value | undefined;
    Parameters?: Value | undefined;
  };
  QueueRemove: { ActionID?: Value | undefined; Queue: Value; Interface: Value };
  QueueReset: { ActionID?: Value | undefined; Queue?: Value | undefined };
  QueueRule: { ActionID?: Value | undefined; Rule?: Value | undefined };
  QueueStatus: { ActionID?: Value | undefined; Queue?: Value | undefined; Member?: Value | undefined };
  QueueSummary: { ActionID?: Value | undefined; Queue?: Value | undefined };
  QueueWithdrawCaller: {
    ActionID?: Value | undefined;
    Queue: Value;
    Caller: Value;
    WithdrawInfo?: Value | undefined;
  };
  Redirect: {
    ActionID?: Value | undefined;
    Channel: Value;
    ExtraChannel?: Value | undefined;
    Exten: Value;
    ExtraExten?: Value | undefined;
    Context: Value;
    ExtraContext?: Value | undefined;
    Priority: Value;
    ExtraPriority?: Value | undefined;
  };
  Reload: { ActionID?: Value | undefined; Module?: Value | undefined };
  SendFlash: { ActionID?: Value | undefined; Channel: Value; Receive?: Value | undefined };
  SendText: {
    ActionID?: Value | undefined;
    Channel: Value;
    Message: Value;
    'Content-Type'?: Value | undefined;
  };
  Setvar: { ActionID?: Value | undefined; Channel?: Value | undefined; Variable: Value; Value: Value };
  ShowDialPlan: { ActionID?: Value | undefined; Extension?: Value | undefined; Context?: Value | undefined };
  SorceryMemoryCacheExpire: { ActionID?: Value | undefined; Cache: Value };
  SorceryMemoryCacheExpireObject: { ActionID?: Value | undefined; Cache: Value; Object: Value };
  SorceryMemoryCachePopulate: { ActionID?: Value | undefined; Cache: Value };
  SorceryMemoryCacheStale: { ActionID?: Value | undefined; Cache: Value };
  SorceryMemoryCacheStaleObject: {
    ActionID?: Value | undefined;
    Cache: Value;
    Object: Value;
    Reload?: Value | undefined;
  };
  Status: {
    ActionID?: Value | undefined;
    Channel?: Value | undefined;
    Variables?: Value | undefined;
    AllVariables?: Value | undefined;
  };
  StopMixMonitor: { ActionID?: Value | undefined; Channel: Value; MixMonitorID?: Value | undefined };
  UpdateConfig: {
    ActionID?: Value | undefined;
    SrcFilename: Value;
    DstFilename: Value;
    Reload?: Value | undefined;
    PreserveEffectiveContext?: Value | undefined;
    'Action-000000'?: Value | undefined;
    'Cat-000000'?: Value | undefined;
    'Var-000000'?: Value | undefined;
    'Value-000000'?: Value | undefined;
    'Match-000000'?: Value | undefined;
    'Line-000000'?: Value | undefined;
    'Options-000000'?: Value | undefined;
  };
  UserEvent: {
    ActionID?: Value | undefined;
    UserEvent: Value;
    Header1?: Value | undefined;
    HeaderN?: Value | undefined;
  };
  VoicemailBoxSummary: { ActionID?: Value | undefined; Context: Value; Mailbox: Value };
  VoicemailForward: {
    ActionID?: Value | undefined;
    Context: Value;
    Mailbox: Value;
    Folder: Value;
    ID: Value;
    ToContext: Value;
    ToMailbox: Value;
    ToFolder: Value;
  };
  VoicemailMove: {
    ActionID?: Value | undefined;
    Context: Value;
    Mailbox: Value;
    Folder: Value;
    ID: Value;
    ToFolder: Value;
  };
  VoicemailRefresh: {
    ActionID?: Value | undefined;
    Context?: Value | undefined;
    Mailbox?: Value | undefined;
  };
  VoicemailRemove: { ActionID?: Value | undefined; Context: Value; Mailbox: Value; Folder: Value; ID: Value };
  VoicemailUserStatus: { ActionID?: Value | undefined; Context: Value; Mailbox: Value };
  VoicemailUsersList: { ActionID?: Value | undefined };
  WaitEvent: { ActionID?: Value | undefined; Timeout: Value };
}
