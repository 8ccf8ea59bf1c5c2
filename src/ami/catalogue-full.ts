// Written by e2e/cli/catalogue.ts from the documentation of Asterisk 22 and 16. Do not edit.

/** Name → its headers; `!` = required, `*` = may be repeated. */
export const actionHeaders: Readonly<Record<string, string>> = {
  AGI: 'ActionID Channel! Command! CommandID',
  AOCMessage:
    'ActionID Channel ChannelPrefix MsgType! ChargeType UnitAmount(0) UnitType(0) CurrencyName CurrencyAmount CurrencyMultiplier TotalType AOCBillingId ChargingAssociationId ChargingAssociationNumber ChargingAssociationPlan ChargedItem RateType Time TimeScale Granularity GranularityTimeScale ChargingType VolumeUnit Code',
  AbsoluteTimeout: 'ActionID Channel! Timeout!',
  AgentLogoff: 'ActionID Agent! Soft',
  Agents: 'ActionID',
  Atxfer: 'ActionID Channel! Exten! Context',
  BlindTransfer: 'Channel! Context Exten!',
  Bridge: 'ActionID Channel1! Channel2! Tone',
  BridgeDestroy: 'ActionID BridgeUniqueid!',
  BridgeInfo: 'ActionID BridgeUniqueid!',
  BridgeKick: 'ActionID BridgeUniqueid Channel!',
  BridgeList: 'ActionID BridgeType',
  BridgeTechnologyList: 'ActionID',
  BridgeTechnologySuspend: 'ActionID BridgeTechnology!',
  BridgeTechnologyUnsuspend: 'ActionID BridgeTechnology!',
  CancelAtxfer: 'ActionID Channel!',
  Challenge: 'ActionID AuthType!',
  Command: 'ActionID Command!',
  ConfbridgeKick: 'ActionID Conference! Channel!',
  ConfbridgeList: 'ActionID Conference!',
  ConfbridgeListRooms: 'ActionID',
  ConfbridgeLock: 'ActionID Conference!',
  ConfbridgeMute: 'ActionID Conference! Channel!',
  ConfbridgeSetSingleVideoSrc: 'ActionID Conference! Channel!',
  ConfbridgeStartRecord: 'ActionID Conference! RecordFile',
  ConfbridgeStopRecord: 'ActionID Conference!',
  ConfbridgeUnlock: 'ActionID Conference!',
  ConfbridgeUnmute: 'ActionID Conference! Channel!',
  ControlPlayback: 'ActionID Channel! Control!',
  CoreSettings: 'ActionID',
  CoreShowChannelMap: 'Channel!',
  CoreShowChannels: 'ActionID',
  CoreStatus: 'ActionID',
  CreateConfig: 'ActionID Filename!',
  DAHDIDNDoff: 'ActionID DAHDIChannel!',
  DAHDIDNDon: 'ActionID DAHDIChannel!',
  DAHDIDialOffhook: 'ActionID DAHDIChannel! Number!',
  DAHDIHangup: 'ActionID DAHDIChannel!',
  DAHDIRestart: 'ActionID',
  DAHDIShowChannels: 'ActionID DAHDIChannel',
  DAHDIShowStatus: '',
  DAHDITransfer: 'ActionID DAHDIChannel!',
  DBDel: 'ActionID Family! Key!',
  DBDelTree: 'ActionID Family! Key',
  DBGet: 'ActionID Family! Key!',
  DBGetTree: 'ActionID Family Key',
  DBPut: 'ActionID Family! Key! Val',
  DeviceStateList: 'ActionID',
  DialplanExtensionAdd: 'ActionID Context! Extension! Priority! Application! ApplicationData Replace',
  DialplanExtensionRemove: 'ActionID Context! Extension! Priority',
  Events: 'ActionID EventMask!',
  ExtensionState: 'ActionID Exten! Context!',
  ExtensionStateList: 'ActionID',
  FAXSession: 'ActionID SessionNumber!',
  FAXSessions: 'ActionID',
  FAXStats: 'ActionID',
  Filter: 'ActionID Operation! MatchCriteria Filter',
  GetConfig: 'ActionID Filename! Category Filter',
  GetConfigJSON: 'ActionID Filename! Category Filter',
  Getvar: 'ActionID Channel Variable!',
  Hangup: 'ActionID Channel! Cause',
  IAXnetstats: '',
  IAXpeerlist: 'ActionID',
  IAXpeers: 'ActionID',
  IAXregistry: 'ActionID',
  JabberSend: 'ActionID Jabber! JID! Message!',
  ListCategories: 'ActionID Filename!',
  ListCommands: 'ActionID',
  LocalOptimizeAway: 'ActionID Channel!',
  LoggerRotate: 'ActionID',
  Login: 'ActionID Username! AuthType Secret Key Events',
  Logoff: 'ActionID',
  MWIDelete: 'ActionID Mailbox!',
  MWIGet: 'ActionID Mailbox!',
  MWIUpdate: 'ActionID Mailbox! OldMessages NewMessages',
  MailboxCount: 'ActionID Mailbox!',
  MailboxStatus: 'ActionID Mailbox!',
  MeetmeList: 'ActionID Conference',
  MeetmeListRooms: 'ActionID',
  MeetmeMute: 'ActionID Meetme! Usernum!',
  MeetmeUnmute: 'ActionID Meetme! Usernum!',
  MessageSend: 'ActionID Destination To From Body Base64Body Variable',
  MixMonitor: 'ActionID Channel! File Options Command',
  MixMonitorMute: 'ActionID Channel! Direction State',
  ModuleCheck: 'ActionID Module!',
  ModuleLoad: 'ActionID Module LoadType! Recursive',
  MuteAudio: 'ActionID Channel! Direction! State!',
  Originate:
    'ActionID Channel! Exten Context Priority Application Data Timeout CallerID Variable* Account EarlyMedia Async Codecs ChannelId OtherChannelId PreDialGoSub',
  PJSIPHangup: 'ActionID Channel! Cause!',
  PJSIPNotify: 'ActionID Endpoint URI channel Option Variable*',
  PJSIPQualify: 'ActionID Endpoint!',
  PJSIPRegister: 'ActionID Registration!',
  PJSIPSetMaintenance: 'ActionID Endpoint! State!',
  PJSIPShowAors: '',
  PJSIPShowAuths: '',
  PJSIPShowContacts: '',
  PJSIPShowEndpoint: 'ActionID Endpoint!',
  PJSIPShowEndpoints: '',
  PJSIPShowMaintenance: 'ActionID Endpoint',
  PJSIPShowRegistrationInboundContactStatuses: '',
  PJSIPShowRegistrationsInbound: '',
  PJSIPShowRegistrationsOutbound: '',
  PJSIPShowResourceLists: '',
  PJSIPShowSubscriptionsInbound: '',
  PJSIPShowSubscriptionsOutbound: '',
  PJSIPUnregister: 'ActionID Registration!',
  PRIDebugFileSet: 'ActionID File!',
  PRIDebugFileUnset: 'ActionID',
  PRIDebugSet: 'ActionID Span! Level!',
  PRIShowSpans: 'ActionID Span',
  Park: 'ActionID Channel! TimeoutChannel AnnounceChannel Timeout Parkinglot ParkingSpace',
  ParkedCalls: 'ActionID ParkingLot',
  Parkinglots: 'ActionID',
  Ping: 'ActionID',
  PlayDTMF: 'ActionID Channel! Digit! Duration Receive',
  PlayMF: 'ActionID Channel! Digit! Duration',
  PresenceState: 'ActionID Provider!',
  PresenceStateList: 'ActionID',
  QueueAdd: 'ActionID Queue! Interface! Penalty Paused Reason MemberName StateInterface',
  QueueChangePriorityCaller: 'ActionID Queue! Caller! Priority! Immediate',
  QueueLog: 'ActionID Queue! Event! Uniqueid Interface Message',
  QueueMemberRingInUse: 'ActionID Interface! RingInUse! Queue',
  QueuePause: 'ActionID Interface! Paused! Queue Reason',
  QueuePenalty: 'ActionID Interface! Penalty! Queue',
  QueueReload: 'ActionID Queue Members Rules Parameters',
  QueueRemove: 'ActionID Queue! Interface!',
  QueueReset: 'ActionID Queue',
  QueueRule: 'ActionID Rule',
  QueueStatus: 'ActionID Queue Member',
  QueueSummary: 'ActionID Queue',
  QueueWithdrawCaller: 'ActionID Queue! Caller! WithdrawInfo',
  Redirect: 'ActionID Channel! ExtraChannel Exten! ExtraExten Context! ExtraContext Priority! ExtraPriority',
  Reload: 'ActionID Module',
  SendFlash: 'ActionID Channel! Receive',
  SendText: 'ActionID Channel! Message! Content-Type',
  Setvar: 'ActionID Channel Variable! Value!',
  ShowDialPlan: 'ActionID Extension Context',
  SorceryMemoryCacheExpire: 'ActionID Cache!',
  SorceryMemoryCacheExpireObject: 'ActionID Cache! Object!',
  SorceryMemoryCachePopulate: 'ActionID Cache!',
  SorceryMemoryCacheStale: 'ActionID Cache!',
  SorceryMemoryCacheStaleObject: 'ActionID Cache! Object! Reload',
  Status: 'ActionID Channel Variables AllVariables',
  StopMixMonitor: 'ActionID Channel! MixMonitorID',
  UpdateConfig:
    'ActionID SrcFilename! DstFilename! Reload PreserveEffectiveContext Action-000000 Cat-000000 Var-000000 Value-000000 Match-000000 Line-000000 Options-000000',
  UserEvent: 'ActionID UserEvent! Header1 HeaderN',
  VoicemailBoxSummary: 'ActionID Context! Mailbox!',
  VoicemailForward: 'ActionID Context! Mailbox! Folder! ID! ToContext! ToMailbox! ToFolder!',
  VoicemailMove: 'ActionID Context! Mailbox! Folder! ID! ToFolder!',
  VoicemailRefresh: 'ActionID Context Mailbox',
  VoicemailRemove: 'ActionID Context! Mailbox! Folder! ID!',
  VoicemailUserStatus: 'ActionID Context! Mailbox!',
  VoicemailUsersList: 'ActionID',
  WaitEvent: 'ActionID Timeout!',
};

/** Action, then a header of it → the words it is documented to know. */
export const headerChoices: Readonly<Record<string, string>> = {
  'AOCMessage MsgType': 'S D E',
  'AOCMessage ChargeType': 'NA FREE Currency Unit',
  'AOCMessage CurrencyMultiplier': 'OneThousandth OneHundredth OneTenth One Ten Hundred Thousand',
  'AOCMessage TotalType': 'Total SubTotal',
  'AOCMessage AOCBillingId':
    'Normal ReverseCharge CreditCard CallFwdUnconditional CallFwdBusy CallFwdNoReply CallDeflection CallTransfer',
  'AOCMessage ChargedItem':
    'NA SpecialArrangement BasicCommunication CallAttempt CallSetup UserUserInfo SupplementaryService',
  'AOCMessage RateType': 'NA Free FreeFromBeginning Duration Flat Volume SpecialCode',
  'AOCMessage TimeScale': 'OneHundredthSecond OneTenthSecond Second TenSeconds Minute Hour Day',
  'AOCMessage GranularityTimeScale': 'OneHundredthSecond OneTenthSecond Second TenSeconds Minute Hour Day',
  'AOCMessage ChargingType': 'ContinuousCharging StepFunction',
  'AOCMessage VolumeUnit': 'Octet Segment Message',
  'Bridge Tone': 'no Channel1 Channel2 Both',
  'Challenge AuthType': 'MD5',
  'ControlPlayback Control': 'stop forward reverse pause restart',
  'Events EventMask': 'on off',
  'Filter Operation': 'Add',
  'Login AuthType': 'plain MD5',
  'Login Events': 'on off',
  'ModuleLoad Module':
    'cdr dnsmgr extconfig enum acl manager http logger features dsp udptl indications cel plc',
  'ModuleLoad LoadType': 'load unload reload refresh',
  'MuteAudio Direction': 'in out all',
  'MuteAudio State': 'on off',
  'PJSIPSetMaintenance State': 'on off',
  'PRIDebugSet Level': 'off on hex intense',
  'QueueReload Members': 'yes no',
  'QueueReload Rules': 'yes no',
  'QueueReload Parameters': 'yes no',
  'Status AllVariables': 'true false',
  'UpdateConfig Action-000000': 'NewCat RenameCat DelCat EmptyCat Update Delete Append Insert',
};

/** Name → classes, then its headers. */
export const eventHeaders: Readonly<Record<string, readonly [classes: string, headers: string]>> = {
  AGIExecEnd: [
    'agi',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Command CommandId ResultCode Result',
  ],
  AGIExecStart: [
    'agi',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Command CommandId',
  ],
  'AOC-D': [
    'aoc',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Charge Type BillingID TotalType Currency Name Cost Multiplier Units NumberOf TypeOf',
  ],
  'AOC-E': [
    'aoc',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid ChargingAssociation Number Plan ID Charge Type BillingID TotalType Currency Name Cost Multiplier Units NumberOf TypeOf',
  ],
  'AOC-S': [
    'aoc',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Chargeable RateType Currency Name Cost Multiplier ChargingType StepFunction Granularity Length Scale Unit SpecialCode',
  ],
  AgentCalled: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid Queue MemberName Interface',
  ],
  AgentComplete: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid Queue MemberName Interface HoldTime TalkTime Reason',
  ],
  AgentConnect: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid Queue MemberName Interface RingTime HoldTime',
  ],
  AgentDump: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid Queue MemberName Interface',
  ],
  AgentLogin: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Agent',
  ],
  AgentLogoff: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Agent Logintime',
  ],
  AgentRingNoAnswer: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid Queue MemberName Interface RingTime',
  ],
  Agents: [
    'agent',
    'Agent Name Status TalkingToChan CallStarted LoggedInTime Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid ActionID',
  ],
  AgentsComplete: ['agent', 'ActionID'],
  Alarm: ['system', 'DAHDIChannel Alarm'],
  AlarmClear: ['system', 'DAHDIChannel'],
  AorDetail: [
    'command',
    'ObjectType ObjectName MinimumExpiration MaximumExpiration DefaultExpiration QualifyFrequency AuthenticateQualify MaxContacts RemoveExisting RemoveUnavailable Mailboxes OutboundProxy SupportPath Qualify2xxOnly QualifyTimeout VoicemailExtension Contacts TotalContacts ContactsRegistered EndpointName',
  ],
  AorList: [
    'command',
    'ObjectType ObjectName MinimumExpiration MaximumExpiration DefaultExpiration QualifyFrequency QualifyTimeout Qualify2xxOnly AuthenticateQualify MaxContacts RemoveExisting RemoveUnavailable Mailboxes VoicemailExtension OutboundProxy SupportPath Contacts',
  ],
  AorListComplete: ['command', 'EventList ListItems'],
  AsyncAGIEnd: [
    'agi',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  AsyncAGIExec: [
    'agi',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid CommandID Result',
  ],
  AsyncAGIStart: [
    'agi',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Env',
  ],
  AttendedTransfer: [
    'call',
    'OrigTransfererChannel OrigTransfererChannelState OrigTransfererChannelStateDesc OrigTransfererCallerIDNum OrigTransfererCallerIDName OrigTransfererConnectedLineNum OrigTransfererConnectedLineName OrigTransfererLanguage OrigTransfererAccountCode OrigTransfererContext OrigTransfererExten OrigTransfererPriority OrigTransfererUniqueid OrigTransfererLinkedid OrigBridgeUniqueid OrigBridgeType OrigBridgeTechnology OrigBridgeCreator OrigBridgeName OrigBridgeNumChannels OrigBridgeVideoSourceMode OrigBridgeVideoSource SecondTransfererChannel SecondTransfererChannelState SecondTransfererChannelStateDesc SecondTransfererCallerIDNum SecondTransfererCallerIDName SecondTransfererConnectedLineNum SecondTransfererConnectedLineName SecondTransfererLanguage SecondTransfererAccountCode SecondTransfererContext SecondTransfererExten SecondTransfererPriority SecondTransfererUniqueid SecondTransfererLinkedid SecondBridgeUniqueid SecondBridgeType SecondBridgeTechnology SecondBridgeCreator SecondBridgeName SecondBridgeNumChannels SecondBridgeVideoSourceMode SecondBridgeVideoSource DestType DestBridgeUniqueid DestApp LocalOneChannel LocalOneChannelState LocalOneChannelStateDesc LocalOneCallerIDNum LocalOneCallerIDName LocalOneConnectedLineNum LocalOneConnectedLineName LocalOneLanguage LocalOneAccountCode LocalOneContext LocalOneExten LocalOnePriority LocalOneUniqueid LocalOneLinkedid LocalTwoChannel LocalTwoChannelState LocalTwoChannelStateDesc LocalTwoCallerIDNum LocalTwoCallerIDName LocalTwoConnectedLineNum LocalTwoConnectedLineName LocalTwoLanguage LocalTwoAccountCode LocalTwoContext LocalTwoExten LocalTwoPriority LocalTwoUniqueid LocalTwoLinkedid DestTransfererChannel TransfereeChannel TransfereeChannelState TransfereeChannelStateDesc TransfereeCallerIDNum TransfereeCallerIDName TransfereeConnectedLineNum TransfereeConnectedLineName TransfereeLanguage TransfereeAccountCode TransfereeContext TransfereeExten TransfereePriority TransfereeUniqueid TransfereeLinkedid TransferTargetChannel TransferTargetChannelState TransferTargetChannelStateDesc TransferTargetCallerIDNum TransferTargetCallerIDName TransferTargetConnectedLineNum TransferTargetConnectedLineName TransferTargetLanguage TransferTargetAccountCode TransferTargetContext TransferTargetExten TransferTargetPriority TransferTargetUniqueid TransferTargetLinkedid',
  ],
  AuthDetail: [
    'command',
    'ObjectType ObjectName Username Password Md5Cred Realm NonceLifetime AuthType EndpointName OauthClientid OauthSecret PasswordDigest RefreshToken SupportedAlgorithmsUac SupportedAlgorithmsUas',
  ],
  AuthList: [
    'command',
    'ObjectType ObjectName Username Md5Cred Realm AuthType Password NonceLifetime OauthClientid OauthSecret PasswordDigest RefreshToken SupportedAlgorithmsUac SupportedAlgorithmsUas',
  ],
  AuthListComplete: ['command', 'EventList ListItems'],
  AuthMethodNotAllowed: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress AuthMethod Module SessionTV',
  ],
  BlindTransfer: [
    'call',
    'Result TransfererChannel TransfererChannelState TransfererChannelStateDesc TransfererCallerIDNum TransfererCallerIDName TransfererConnectedLineNum TransfererConnectedLineName TransfererLanguage TransfererAccountCode TransfererContext TransfererExten TransfererPriority TransfererUniqueid TransfererLinkedid TransfereeChannel TransfereeChannelState TransfereeChannelStateDesc TransfereeCallerIDNum TransfereeCallerIDName TransfereeConnectedLineNum TransfereeConnectedLineName TransfereeLanguage TransfereeAccountCode TransfereeContext TransfereeExten TransfereePriority TransfereeUniqueid TransfereeLinkedid BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource IsExternal Context Extension',
  ],
  BridgeCreate: [
    'call',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  BridgeDestroy: [
    'call',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  BridgeEnter: [
    'call',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid SwapUniqueid',
  ],
  BridgeInfoChannel: [
    'command',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  BridgeInfoComplete: [
    'command',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  BridgeLeave: [
    'call',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  BridgeMerge: [
    'call',
    'ToBridgeUniqueid ToBridgeType ToBridgeTechnology ToBridgeCreator ToBridgeName ToBridgeNumChannels ToBridgeVideoSourceMode ToBridgeVideoSource FromBridgeUniqueid FromBridgeType FromBridgeTechnology FromBridgeCreator FromBridgeName FromBridgeNumChannels FromBridgeVideoSourceMode FromBridgeVideoSource',
  ],
  BridgeVideoSourceUpdate: [
    'call',
    'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource BridgePreviousVideoSource',
  ],
  CEL: [
    'call',
    'EventName AccountCode CallerIDnum CallerIDname CallerIDani CallerIDrdnis CallerIDdnid Exten Context Application AppData EventTime AMAFlags UniqueID LinkedID UserField Peer PeerAccount Extra',
  ],
  Cdr: [
    'cdr',
    'AccountCode Source Destination DestinationContext CallerID Channel DestinationChannel LastApplication LastData StartTime AnswerTime EndTime Duration BillableSeconds Disposition AMAFlags UniqueID UserField',
  ],
  ChallengeResponseFailed: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Challenge Response ExpectedResponse Module SessionTV',
  ],
  ChallengeSent: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Challenge Module SessionTV',
  ],
  ChanSpyStart: [
    'call',
    'SpyerChannel SpyerChannelState SpyerChannelStateDesc SpyerCallerIDNum SpyerCallerIDName SpyerConnectedLineNum SpyerConnectedLineName SpyerLanguage SpyerAccountCode SpyerContext SpyerExten SpyerPriority SpyerUniqueid SpyerLinkedid SpyeeChannel SpyeeChannelState SpyeeChannelStateDesc SpyeeCallerIDNum SpyeeCallerIDName SpyeeConnectedLineNum SpyeeConnectedLineName SpyeeLanguage SpyeeAccountCode SpyeeContext SpyeeExten SpyeePriority SpyeeUniqueid SpyeeLinkedid',
  ],
  ChanSpyStop: [
    'call',
    'SpyerChannel SpyerChannelState SpyerChannelStateDesc SpyerCallerIDNum SpyerCallerIDName SpyerConnectedLineNum SpyerConnectedLineName SpyerLanguage SpyerAccountCode SpyerContext SpyerExten SpyerPriority SpyerUniqueid SpyerLinkedid SpyeeChannel SpyeeChannelState SpyeeChannelStateDesc SpyeeCallerIDNum SpyeeCallerIDName SpyeeConnectedLineNum SpyeeConnectedLineName SpyeeLanguage SpyeeAccountCode SpyeeContext SpyeeExten SpyeePriority SpyeeUniqueid SpyeeLinkedid',
  ],
  ChannelTalkingStart: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  ChannelTalkingStop: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Duration',
  ],
  ConfbridgeEnd: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  ConfbridgeJoin: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Admin Muted',
  ],
  ConfbridgeLeave: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Admin',
  ],
  ConfbridgeList: [
    'reporting',
    'Conference Admin MarkedUser WaitMarked EndMarked Waiting Muted Talking AnsweredTime Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  ConfbridgeListRooms: ['reporting', 'Conference Parties Marked Locked Muted'],
  ConfbridgeMute: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Admin',
  ],
  ConfbridgeRecord: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  ConfbridgeStart: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  ConfbridgeStopRecord: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource',
  ],
  ConfbridgeTalking: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid TalkingStatus Admin',
  ],
  ConfbridgeUnmute: [
    'call',
    'Conference BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Admin',
  ],
  ContactList: [
    'command',
    'ObjectType ObjectName ViaAddr ViaPort QualifyTimeout CallId RegServer PruneOnBoot Path Endpoint AuthenticateQualify Uri QualifyFrequency UserAgent ExpirationTime OutboundProxy Status RoundtripUsec Qualify2xxOnly',
  ],
  ContactListComplete: ['command', 'EventList ListItems'],
  ContactStatus: ['system', 'URI ContactStatus AOR EndpointName RoundtripUsec'],
  ContactStatusDetail: [
    'command',
    'AOR URI Status RoundtripUsec EndpointName UserAgent RegExpire ViaAddress CallID ID AuthenticateQualify OutboundProxy Path QualifyFrequency QualifyTimeout Qualify2xxOnly',
  ],
  CoreShowChannel: [
    'call',
    'ActionID Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid BridgeId Application ApplicationData Duration',
  ],
  CoreShowChannelMapComplete: ['call', 'EventList ListItems'],
  CoreShowChannelsComplete: ['call', 'ActionID EventList ListItems'],
  DAHDIChannel: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DAHDIGroup DAHDISpan DAHDIChannel',
  ],
  DNDState: ['system', 'DAHDIChannel Status'],
  DTMFBegin: [
    'dtmf',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Digit Direction',
  ],
  DTMFEnd: [
    'dtmf',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Digit DurationMs Direction',
  ],
  DeadlockStart: ['system', 'Mutex'],
  DeviceStateChange: ['call', 'Device State'],
  DeviceStateListComplete: ['command', 'EventList ListItems'],
  DialBegin: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid DialString',
  ],
  DialEnd: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid DialStatus Forward',
  ],
  DialState: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid DestChannel DestChannelState DestChannelStateDesc DestCallerIDNum DestCallerIDName DestConnectedLineNum DestConnectedLineName DestLanguage DestAccountCode DestContext DestExten DestPriority DestUniqueid DestLinkedid DialStatus Forward',
  ],
  EndpointDetail: [
    'command',
    'ObjectType ObjectName Context Allow DtmfMode RtpIpv6 RtpSymmetric IceSupport UsePtime ForceRport RewriteContact Transport OutboundProxy MohSuggest 100rel Timers TimersMinSe TimersSessExpires Auth OutboundAuth Aors MediaAddress IdentifyBy DirectMedia DirectMediaMethod TrustConnectedLine SendConnectedLine ConnectedLineMethod DirectMediaGlareMitigation DisableDirectMediaOnNat Callerid CalleridPrivacy CalleridTag TrustIdInbound TrustIdOutbound SendPai SendRpid SendDiversion Mailboxes AggregateMwi MediaEncryption MediaEncryptionOptimistic UseAvpf ForceAvp MediaUseReceivedTransport OneTouchRecording InbandProgress CallGroup PickupGroup NamedCallGroup NamedPickupGroup DeviceStateBusyAt T38Udptl T38UdptlEc T38UdptlMaxdatagram FaxDetect T38UdptlNat T38UdptlIpv6 T38BindUdptlToMediaAddress ToneZone Language RecordOnFeature RecordOffFeature AllowTransfer UserEqPhone MohPassthrough SdpOwner SdpSession TosAudio TosVideo CosAudio CosVideo AllowSubscribe SubMinExpiry FromUser FromDomain MwiFromUser RtpEngine DtlsVerify DtlsRekey DtlsCertFile DtlsPrivateKey DtlsCipher DtlsCaFile DtlsCaPath DtlsSetup SrtpTag32 RedirectMethod SetVar MessageContext Accountcode PreferredCodecOnly DeviceState ActiveChannels SubscribeContext AllowOverlap OverlapContext AcceptMultipleSdpAnswers Acl AllowUnauthenticatedOptions AsymmetricRtpCodec BindRtpToMediaAddress Bundle CodecPrefsIncomingAnswer CodecPrefsIncomingOffer CodecPrefsOutgoingAnswer CodecPrefsOutgoingOffer ContactAcl DtlsAutoGenerateCert DtlsFingerprint FaxDetectTimeout FollowEarlyMediaFork G726NonStandard GeolocIncomingCallProfile GeolocOutgoingCallProfile Ignore183WithoutSdp IncomingCallOfferPref IncomingMwiMailbox MaxAudioStreams MaxVideoStreams MwiSubscribeReplacesUnsolicited NotifyEarlyInuseRinging OutgoingCallOfferPref ReferBlindProgress RpidImmediate RtcpMux RtpKeepalive RtpTimeout RtpTimeoutHold RtpPortStart RtpPortEnd SecurityNegotiation SendAoc SendHistoryInfo StirShaken StirShakenProfile SuppressMohOnSendonly SuppressQ850ReasonHeaders Tenantid VoicemailExtension Webrtc',
  ],
  EndpointDetailComplete: ['command', 'EventList ListItems'],
  EndpointList: [
    'command',
    'ObjectType ObjectName Transport Aor Auths OutboundAuths DeviceState ActiveChannels Contacts',
  ],
  EndpointListComplete: ['command', 'EventList ListItems'],
  ExtensionStateListComplete: ['command', 'EventList ListItems'],
  ExtensionStatus: ['call', 'Exten Context Hint Status StatusText'],
  FAXSession: [
    'reporting',
    'ActionID SessionNumber Operation State ErrorCorrectionMode DataRate ImageResolution PageNumber FileName PagesTransmitted PagesReceived TotalBadLines',
  ],
  FAXSessionsComplete: ['call', 'ActionID Total'],
  FAXSessionsEntry: [
    'reporting',
    'ActionID Channel Technology SessionNumber SessionType Operation State Files',
  ],
  FAXStats: [
    'reporting',
    'ActionID CurrentSessions ReservedSessions TransmitAttempts ReceiveAttempts CompletedFAXes FailedFAXes',
  ],
  FAXStatus: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Operation Status LocalStationID FileName',
  ],
  FailedACL: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module ACLName SessionTV',
  ],
  Flash: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  FullyBooted: ['system', 'Status Uptime LastReload'],
  Hangup: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Cause Cause-txt TechCause',
  ],
  HangupHandlerPop: [
    'dialplan',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Handler',
  ],
  HangupHandlerPush: [
    'dialplan',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Handler',
  ],
  HangupHandlerRun: [
    'dialplan',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Handler',
  ],
  HangupRequest: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Cause',
  ],
  Hold: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid MusicClass',
  ],
  IdentifyDetail: [
    'command',
    'ObjectType ObjectName Endpoint SrvLookups Match MatchHeader MatchRequestUri EndpointName',
  ],
  InboundRegistrationDetail: [
    'command',
    'ObjectType ObjectName MinimumExpiration DefaultExpiration QualifyTimeout Qualify2xxOnly Mailboxes SupportPath RemoveUnavailable VoicemailExtension MaxContacts AuthenticateQualify MaximumExpiration QualifyFrequency RemoveExisting OutboundProxy Contacts Contact',
  ],
  InboundSubscriptionDetail: [
    'command',
    'Role Endpoint Callid State Callerid SubscriptionType Extension ExtensionStates Mailboxes',
  ],
  InvalidAccountID: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module SessionTV',
  ],
  InvalidPassword: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module SessionTV Challenge ReceivedChallenge ReceivedHash',
  ],
  InvalidTransport: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress AttemptedTransport Module SessionTV',
  ],
  Load: ['system', 'Module Status'],
  LoadAverageLimit: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module SessionTV',
  ],
  LocalBridge: [
    'call',
    'LocalOneChannel LocalOneChannelState LocalOneChannelStateDesc LocalOneCallerIDNum LocalOneCallerIDName LocalOneConnectedLineNum LocalOneConnectedLineName LocalOneLanguage LocalOneAccountCode LocalOneContext LocalOneExten LocalOnePriority LocalOneUniqueid LocalOneLinkedid LocalTwoChannel LocalTwoChannelState LocalTwoChannelStateDesc LocalTwoCallerIDNum LocalTwoCallerIDName LocalTwoConnectedLineNum LocalTwoConnectedLineName LocalTwoLanguage LocalTwoAccountCode LocalTwoContext LocalTwoExten LocalTwoPriority LocalTwoUniqueid LocalTwoLinkedid Context Exten LocalOptimization',
  ],
  LocalOptimizationBegin: [
    'call',
    'LocalOneChannel LocalOneChannelState LocalOneChannelStateDesc LocalOneCallerIDNum LocalOneCallerIDName LocalOneConnectedLineNum LocalOneConnectedLineName LocalOneLanguage LocalOneAccountCode LocalOneContext LocalOneExten LocalOnePriority LocalOneUniqueid LocalOneLinkedid LocalTwoChannel LocalTwoChannelState LocalTwoChannelStateDesc LocalTwoCallerIDNum LocalTwoCallerIDName LocalTwoConnectedLineNum LocalTwoConnectedLineName LocalTwoLanguage LocalTwoAccountCode LocalTwoContext LocalTwoExten LocalTwoPriority LocalTwoUniqueid LocalTwoLinkedid SourceChannel SourceChannelState SourceChannelStateDesc SourceCallerIDNum SourceCallerIDName SourceConnectedLineNum SourceConnectedLineName SourceLanguage SourceAccountCode SourceContext SourceExten SourcePriority SourceUniqueid SourceLinkedid DestUniqueId Id',
  ],
  LocalOptimizationEnd: [
    'call',
    'LocalOneChannel LocalOneChannelState LocalOneChannelStateDesc LocalOneCallerIDNum LocalOneCallerIDName LocalOneConnectedLineNum LocalOneConnectedLineName LocalOneLanguage LocalOneAccountCode LocalOneContext LocalOneExten LocalOnePriority LocalOneUniqueid LocalOneLinkedid LocalTwoChannel LocalTwoChannelState LocalTwoChannelStateDesc LocalTwoCallerIDNum LocalTwoCallerIDName LocalTwoConnectedLineNum LocalTwoConnectedLineName LocalTwoLanguage LocalTwoAccountCode LocalTwoContext LocalTwoExten LocalTwoPriority LocalTwoUniqueid LocalTwoLinkedid Success Id',
  ],
  LogChannel: ['system', 'Channel'],
  MCID: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid MCallerIDNumValid MCallerIDNum MCallerIDton MCallerIDNumPlan MCallerIDNumPres MCallerIDNameValid MCallerIDName MCallerIDNameCharSet MCallerIDNamePres MCallerIDSubaddr MCallerIDSubaddrType MCallerIDSubaddrOdd MCallerIDPres MConnectedIDNumValid MConnectedIDNum MConnectedIDton MConnectedIDNumPlan MConnectedIDNumPres MConnectedIDNameValid MConnectedIDName MConnectedIDNameCharSet MConnectedIDNamePres MConnectedIDSubaddr MConnectedIDSubaddrType MConnectedIDSubaddrOdd MConnectedIDPres',
  ],
  MWIGet: ['reporting', 'ActionID Mailbox OldMessages NewMessages'],
  MWIGetComplete: ['reporting', 'ActionID EventList ListItems'],
  MeetmeEnd: ['call', 'Meetme'],
  MeetmeJoin: [
    'call',
    'Meetme User Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  MeetmeLeave: [
    'call',
    'Meetme User Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Duration',
  ],
  MeetmeList: [
    'call',
    'Conference UserNumber CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Channel Admin Role MarkedUser Muted Talking',
  ],
  MeetmeListRooms: ['call', 'Conference Parties Marked Activity Creation Locked'],
  MeetmeMute: [
    'call',
    'Meetme User Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Duration Status',
  ],
  MeetmeTalkRequest: [
    'call',
    'Meetme User Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Duration Status',
  ],
  MeetmeTalking: [
    'call',
    'Meetme User Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Duration Status',
  ],
  MemoryLimit: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module SessionTV',
  ],
  MessageWaiting: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Mailbox Waiting New Old',
  ],
  MiniVoiceMail: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Action Mailbox Counter',
  ],
  MixMonitorMute: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Direction State',
  ],
  MixMonitorStart: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  MixMonitorStop: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  MusicOnHoldStart: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Class',
  ],
  MusicOnHoldStop: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  NewAccountCode: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid OldAccountCode',
  ],
  NewCallerid: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid CID-CallingPres',
  ],
  NewConnectedLine: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  Newchannel: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  Newexten: [
    'dialplan',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Extension Application AppData',
  ],
  Newstate: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  OriginateResponse: [
    'call',
    'ActionID Response Channel Context Exten Application Data Reason Uniqueid CallerIDNum CallerIDName',
  ],
  OutboundRegistrationDetail: [
    'command',
    'ObjectType ObjectName MaxRetries ClientUri SecurityNegotiation AuthRejectionPermanent ServerUri MaxRandomInitialDelay SupportPath RetryInterval ContactHeaderParams Expiration Transport Line ContactUser Endpoint UserAgent ForbiddenRetryInterval OutboundAuth OutboundProxy FatalRetryInterval SupportOutbound Status NextReg',
  ],
  OutboundSubscriptionDetail: [
    'command',
    'Role Endpoint Callid State Callerid SubscriptionType Extension ExtensionStates Mailboxes',
  ],
  PJSIPMaintenanceStatus: ['system', 'Endpoint Status'],
  ParkedCall: [
    'call',
    'ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkerDialString Parkinglot ParkingSpace ParkingTimeout ParkingDuration',
  ],
  ParkedCallGiveUp: [
    'call',
    'ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkerChannel ParkerChannelState ParkerChannelStateDesc ParkerCallerIDNum ParkerCallerIDName ParkerConnectedLineNum ParkerConnectedLineName ParkerLanguage ParkerAccountCode ParkerContext ParkerExten ParkerPriority ParkerUniqueid ParkerLinkedid ParkerDialString Parkinglot ParkingSpace ParkingTimeout ParkingDuration',
  ],
  ParkedCallSwap: [
    'call',
    'ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkerChannel ParkerChannelState ParkerChannelStateDesc ParkerCallerIDNum ParkerCallerIDName ParkerConnectedLineNum ParkerConnectedLineName ParkerLanguage ParkerAccountCode ParkerContext ParkerExten ParkerPriority ParkerUniqueid ParkerLinkedid ParkerDialString Parkinglot ParkingSpace ParkingTimeout ParkingDuration',
  ],
  ParkedCallTimeOut: [
    'call',
    'ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkerChannel ParkerChannelState ParkerChannelStateDesc ParkerCallerIDNum ParkerCallerIDName ParkerConnectedLineNum ParkerConnectedLineName ParkerLanguage ParkerAccountCode ParkerContext ParkerExten ParkerPriority ParkerUniqueid ParkerLinkedid ParkerDialString Parkinglot ParkingSpace ParkingTimeout ParkingDuration',
  ],
  PeerStatus: ['system', 'ChannelType Peer PeerStatus Cause Address Port Time'],
  Pickup: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid TargetChannel TargetChannelState TargetChannelStateDesc TargetCallerIDNum TargetCallerIDName TargetConnectedLineNum TargetConnectedLineName TargetLanguage TargetAccountCode TargetContext TargetExten TargetPriority TargetUniqueid TargetLinkedid',
  ],
  PresenceStateChange: ['call', 'Presentity Status Subtype Message'],
  PresenceStateListComplete: ['command', 'EventList ListItems'],
  PresenceStatus: ['call', 'Exten Context Hint Status Subtype Message'],
  QueueCallerAbandon: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Queue Position OriginalPosition HoldTime',
  ],
  QueueCallerJoin: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Queue Position Count',
  ],
  QueueCallerLeave: [
    'agent',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Queue Count Position',
  ],
  QueueEntry: [
    'agent',
    'Queue Position Channel Uniqueid CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Wait Priority',
  ],
  QueueMemberAdded: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueMemberPause: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueMemberPenalty: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueMemberRemoved: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueMemberRinginuse: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueMemberStatus: [
    'agent',
    'Queue MemberName Interface StateInterface Membership Penalty CallsTaken LastCall LastPause LoginTime InCall Status Paused PausedReason Ringinuse Wrapuptime',
  ],
  QueueParams: [
    'agent',
    'Max Strategy Calls Holdtime TalkTime Completed Abandoned ServiceLevelPerf ServiceLevelPerf2',
  ],
  RTCPReceived: [
    'reporting',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid SSRC PT From RTT ReportCount SentNTP SentRTP SentPackets SentOctets To ReportXSourceSSRC ReportXFractionLost ReportXCumulativeLost ReportXHighestSequence ReportXSequenceNumberCycles ReportXIAJitter ReportXLSR ReportXDLSR',
  ],
  RTCPSent: [
    'reporting',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid SSRC PT To ReportCount SentNTP SentRTP SentPackets SentOctets ReportXSourceSSRC ReportXFractionLost ReportXCumulativeLost ReportXHighestSequence ReportXSequenceNumberCycles ReportXIAJitter ReportXLSR ReportXDLSR',
  ],
  ReceiveFAX: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid LocalStationID RemoteStationID PagesTransferred Resolution TransferRate FileName',
  ],
  Registry: ['system', 'ChannelType Username Domain Status Cause'],
  Reload: ['system', 'Module Status'],
  Rename: ['call', ''],
  RequestBadFormat: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress RequestType Module SessionTV RequestParams',
  ],
  RequestNotAllowed: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress RequestType Module SessionTV RequestParams',
  ],
  RequestNotSupported: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress RequestType Module SessionTV',
  ],
  ResourceListDetail: [
    'command',
    'ObjectType ObjectName Event FullState ListItem NotificationBatchInterval ResourceDisplayName',
  ],
  SendFAX: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid LocalStationID RemoteStationID PagesTransferred Resolution TransferRate FileName',
  ],
  SessionLimit: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress Module SessionTV',
  ],
  Shutdown: ['system', 'Shutdown Restart'],
  SoftHangupRequest: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Cause',
  ],
  SpanAlarm: ['system', 'Span Alarm'],
  SpanAlarmClear: ['system', 'Span'],
  Status: [
    'call',
    'ActionID Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Type DNID EffectiveConnectedLineNum EffectiveConnectedLineName TimeToHangup BridgeID Application Data Nativeformats Readformat Readtrans Writeformat Writetrans Callgroup Pickupgroup Seconds',
  ],
  StatusComplete: ['call', 'Items'],
  SuccessfulAuth: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress UsingPassword Module SessionTV',
  ],
  TransportDetail: [
    'command',
    'ObjectType ObjectName Protocol Bind AsycOperations CaListFile CaListPath CertFile PrivKeyFile Password ExternalSignalingAddress ExternalSignalingPort ExternalMediaAddress Domain VerifyServer VerifyClient RequireClientCert Method Cipher LocalNet Tos Cos WebsocketWriteTimeout AllowReload AllowWildcardCerts SymmetricTransport TcpKeepaliveEnable TcpKeepaliveIdleTime TcpKeepaliveIntervalTime TcpKeepaliveProbeCount EndpointName',
  ],
  UnParkedCall: [
    'call',
    'ParkeeChannel ParkeeChannelState ParkeeChannelStateDesc ParkeeCallerIDNum ParkeeCallerIDName ParkeeConnectedLineNum ParkeeConnectedLineName ParkeeLanguage ParkeeAccountCode ParkeeContext ParkeeExten ParkeePriority ParkeeUniqueid ParkeeLinkedid ParkerChannel ParkerChannelState ParkerChannelStateDesc ParkerCallerIDNum ParkerCallerIDName ParkerConnectedLineNum ParkerConnectedLineName ParkerLanguage ParkerAccountCode ParkerContext ParkerExten ParkerPriority ParkerUniqueid ParkerLinkedid ParkerDialString Parkinglot ParkingSpace ParkingTimeout ParkingDuration RetrieverChannel RetrieverChannelState RetrieverChannelStateDesc RetrieverCallerIDNum RetrieverCallerIDName RetrieverConnectedLineNum RetrieverConnectedLineName RetrieverLanguage RetrieverAccountCode RetrieverContext RetrieverExten RetrieverPriority RetrieverUniqueid RetrieverLinkedid',
  ],
  UnexpectedAddress: [
    'security',
    'EventTV Severity Service EventVersion AccountID SessionID LocalAddress RemoteAddress ExpectedAddress Module SessionTV',
  ],
  Unhold: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
  Unload: ['system', 'Module Status'],
  UserEvent: [
    'user',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid UserEvent',
  ],
  VarSet: [
    'dialplan',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid Variable Value',
  ],
  VoicemailPasswordChange: ['user', 'Context Mailbox NewPassword'],
  Wink: [
    'call',
    'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid',
  ],
};

/** What Asterisk 16 does not have: actions, headers of actions it has, words of headers it has, events. */
export const actionsNotIn16: readonly string[] = [
  'CoreShowChannelMap',
  'DAHDIShowStatus',
  'PJSIPHangup',
  'PJSIPSetMaintenance',
  'PJSIPShowMaintenance',
  'SendFlash',
  'VoicemailBoxSummary',
  'VoicemailForward',
  'VoicemailMove',
  'VoicemailRemove',
];
export const headersNotIn16: Readonly<Record<string, string>> = {
  AOCMessage:
    'ChargedItem RateType Time TimeScale Granularity GranularityTimeScale ChargingType VolumeUnit Code',
  Filter: 'MatchCriteria',
  ModuleLoad: 'Recursive',
  Originate: 'PreDialGoSub',
  PJSIPNotify: 'Option',
  Park: 'ParkingSpace',
  QueueAdd: 'Reason',
  QueueChangePriorityCaller: 'Immediate',
};
export const choicesNotIn16: Readonly<Record<string, string>> = {
  'AOCMessage MsgType': 'S',
  'ModuleLoad LoadType': 'refresh',
};
export const eventsNotIn16: readonly string[] = [
  'CoreShowChannelMapComplete',
  'DeadlockStart',
  'Flash',
  'PJSIPMaintenanceStatus',
  'VoicemailPasswordChange',
  'Wink',
];
