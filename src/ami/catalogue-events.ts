// Written by e2e/cli/catalogue.ts from the documentation of Asterisk 22 and 16. Do not edit.

/** The event names of each class, as the `Events` mask names classes. */
export const eventNames: Readonly<Record<string, string>> = {
  agent:
    'AgentCalled AgentComplete AgentConnect AgentDump AgentLogin AgentLogoff AgentRingNoAnswer Agents AgentsComplete QueueCallerAbandon QueueCallerJoin QueueCallerLeave QueueEntry QueueMemberAdded QueueMemberPause QueueMemberPenalty QueueMemberRemoved QueueMemberRinginuse QueueMemberStatus QueueParams',
  agi: 'AGIExecEnd AGIExecStart AsyncAGIEnd AsyncAGIExec AsyncAGIStart',
  aoc: 'AOC-D AOC-E AOC-S',
  call: 'AttendedTransfer BlindTransfer BridgeCreate BridgeDestroy BridgeEnter BridgeLeave BridgeMerge BridgeVideoSourceUpdate CEL ChanSpyStart ChanSpyStop ChannelTalkingStart ChannelTalkingStop ConfbridgeEnd ConfbridgeJoin ConfbridgeLeave ConfbridgeMute ConfbridgeRecord ConfbridgeStart ConfbridgeStopRecord ConfbridgeTalking ConfbridgeUnmute CoreShowChannel CoreShowChannelMapComplete CoreShowChannelsComplete DAHDIChannel DeviceStateChange DialBegin DialEnd DialState ExtensionStatus FAXSessionsComplete FAXStatus Flash Hangup HangupRequest Hold LocalBridge LocalOptimizationBegin LocalOptimizationEnd MCID MeetmeEnd MeetmeJoin MeetmeLeave MeetmeList MeetmeListRooms MeetmeMute MeetmeTalkRequest MeetmeTalking MessageWaiting MiniVoiceMail MixMonitorMute MixMonitorStart MixMonitorStop MusicOnHoldStart MusicOnHoldStop NewAccountCode NewCallerid NewConnectedLine Newchannel Newstate OriginateResponse ParkedCall ParkedCallGiveUp ParkedCallSwap ParkedCallTimeOut Pickup PresenceStateChange PresenceStatus ReceiveFAX Rename SendFAX SoftHangupRequest Status StatusComplete UnParkedCall Unhold Wink',
  cdr: 'Cdr',
  dialplan: 'HangupHandlerPop HangupHandlerPush HangupHandlerRun Newexten VarSet',
  dtmf: 'DTMFBegin DTMFEnd',
  reporting:
    'ConfbridgeList ConfbridgeListRooms FAXSession FAXSessionsEntry FAXStats MWIGet MWIGetComplete RTCPReceived RTCPSent',
  security:
    'AuthMethodNotAllowed ChallengeResponseFailed ChallengeSent FailedACL InvalidAccountID InvalidPassword InvalidTransport LoadAverageLimit MemoryLimit RequestBadFormat RequestNotAllowed RequestNotSupported SessionLimit SuccessfulAuth UnexpectedAddress',
  system:
    'Alarm AlarmClear ContactStatus DNDState DeadlockStart FullyBooted Load LogChannel PJSIPMaintenanceStatus PeerStatus Registry Reload Shutdown SpanAlarm SpanAlarmClear Unload',
  user: 'UserEvent VoicemailPasswordChange',
};
