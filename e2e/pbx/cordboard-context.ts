/**
 * The dialplan lines an installation offers Cordboard. The demo office runs them and `install-panel` prints them:
 * one text, so what is tested is what is installed.
 *
 * `safe`: the page sets CB_TARGET, CB_SECONDS and CB_BACK on the caller's channel and redirects it here. From then
 * on the PBX alone looks after the caller: nobody has to be there to bring them back. The three variables carry no
 * underscore, so no leg that is dialled inherits them; CB_STATUS and CB_CAUSE tell what became of the target, and
 * are emptied first because the same caller may be sent a second time. Parking names where to go on when it times
 * out (`c`; `s` keeps the space from being read to the caller): by itself it would ring the parked caller's own device, which for a call from outside is the trunk.
 */
export const CORDBOARD_CONTEXT = `[cordboard]
; A safe transfer: ring the target with music for the caller; who is not answered comes back;
; who is not taken back waits in the park and comes back again.
exten => safe,1,Set(CB_STATUS=)
 same => n,Set(CB_CAUSE=)
 same => n,Progress()
 same => n(ring),Dial(\${CB_TARGET},\${IF($[0\${CB_SECONDS} > 0]?\${CB_SECONDS}:20)},m)
 same => n,Set(CB_STATUS=\${DIALSTATUS})
 same => n,Set(CB_CAUSE=\${HANGUPCAUSE})
 same => n(back),Dial(\${CB_BACK},\${IF($[0\${CB_BACK_SECONDS} > 0]?\${CB_BACK_SECONDS}:20)},m)
 same => n(park),Park(\${CB_LOT},sc(cordboard,safe,back))
 same => n,Wait(5)
 same => n,Goto(back)
; What operators share, kept by the PBX: a key and a value given as K and V.
exten => put,1,Set(DB(cordboard/\${K})=\${V})
 same => n,Answer()
 same => n,Hangup()
`;
