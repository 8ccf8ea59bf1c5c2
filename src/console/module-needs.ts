/**
 * Who cannot do without a module: `.requires` of their AST_MODULE_INFO in the sources of Asterisk 22, and of 16 where only
 * that has the module, by what is required. The PBX tells use counts alone; a module of a third party is not here.
 */
export const requiredBy: Readonly<Record<string, string>> = {
  acl: 'manager',
  app_chanspy: 'func_periodic_hook',
  app_confbridge: 'app_page',
  ccss: 'app_dial chan_dahdi chan_sip func_callcompletion',
  cdr: 'app_forkcdr cdr_adaptive_odbc cdr_beanstalkd cdr_csv cdr_custom cdr_manager cdr_mysql cdr_odbc cdr_pgsql cdr_radius cdr_sqlite3_custom cdr_syslog cdr_tds func_cdr',
  cel: 'app_celgenuserevent cel_beanstalkd cel_custom cel_manager cel_odbc cel_pgsql cel_radius cel_sqlite3_custom cel_tds',
  chan_pjsip: 'res_pjsip_geolocation',
  dnsmgr: 'chan_iax2 chan_sip res_pjsip',
  enum: 'func_enum',
  extconfig:
    'cdr cel dnsmgr dsp enum features http indications manager named_acl plc res_config_curl res_config_ldap res_config_mysql res_config_odbc res_config_pgsql res_config_sqlite res_config_sqlite3 udptl',
  func_curl: 'res_config_curl',
  func_cut: 'func_periodic_hook',
  func_groupcount: 'func_periodic_hook',
  func_uri: 'func_periodic_hook',
  http: 'manager res_ari res_http_post res_http_websocket res_phoneprov res_stasis_broadcast',
  res_adsi: 'app_adsiprog app_getcpeid',
  res_aeap: 'res_speech_aeap',
  res_ael_share: 'pbx_ael',
  res_ari:
    'app_stasis res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_device_states res_ari_endpoints res_ari_events res_ari_mailboxes res_ari_playbacks res_ari_recordings res_ari_sounds res_stasis_broadcast',
  res_ari_model:
    'res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_device_states res_ari_endpoints res_ari_events res_ari_mailboxes res_ari_playbacks res_ari_recordings res_ari_sounds',
  res_audiosocket: 'app_audiosocket chan_audiosocket',
  res_calendar: 'res_calendar_caldav res_calendar_ews res_calendar_exchange res_calendar_icalendar',
  res_cdrel_custom: 'cdr_custom cdr_sqlite3_custom cel_custom cel_sqlite3_custom',
  res_crypto: 'func_aes',
  res_curl: 'func_curl res_config_curl res_http_media_cache res_stir_shaken',
  res_geolocation: 'res_pjsip_geolocation',
  res_hep: 'res_hep_pjsip res_hep_rtcp',
  res_http_websocket:
    'chan_websocket res_aeap res_ari res_ari_events res_pjsip_transport_websocket res_websocket_client',
  res_mwi_external: 'res_mwi_external_ami res_stasis_mailbox',
  res_odbc: 'cdr_adaptive_odbc cdr_odbc cel_odbc func_odbc res_config_odbc',
  res_odbc_transaction: 'res_odbc',
  res_phoneprov: 'res_pjsip_phoneprov_provider',
  res_pjproject: 'res_pjsip res_pjsip_outbound_publish res_pjsip_registrar res_rtp_asterisk',
  res_pjsip:
    'chan_pjsip func_pjsip_aor func_pjsip_contact func_pjsip_endpoint res_hep_pjsip res_pjsip_acl res_pjsip_aoc res_pjsip_authenticator_digest res_pjsip_caller_id res_pjsip_dialog_info_body_generator res_pjsip_diversion res_pjsip_dlg_options res_pjsip_dtmf_info res_pjsip_empty_info res_pjsip_endpoint_identifier_anonymous res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_exten_state res_pjsip_geolocation res_pjsip_header_funcs res_pjsip_history res_pjsip_logger res_pjsip_maintenance res_pjsip_messaging res_pjsip_mwi res_pjsip_mwi_body_generator res_pjsip_nat res_pjsip_notify res_pjsip_one_touch_record_info res_pjsip_outbound_authenticator_digest res_pjsip_outbound_publish res_pjsip_outbound_registration res_pjsip_path res_pjsip_phoneprov_provider res_pjsip_pidf_body_generator res_pjsip_pidf_digium_body_supplement res_pjsip_pidf_eyebeam_body_supplement res_pjsip_publish_asterisk res_pjsip_pubsub res_pjsip_refer res_pjsip_registrar res_pjsip_rfc3326 res_pjsip_rfc3329 res_pjsip_sdp_rtp res_pjsip_send_to_voicemail res_pjsip_session res_pjsip_sips_contact res_pjsip_stir_shaken res_pjsip_t38 res_pjsip_transport_websocket res_pjsip_xpidf_body_generator res_prometheus',
  res_pjsip_outbound_publish: 'res_pjsip_exten_state res_pjsip_publish_asterisk',
  res_pjsip_pubsub:
    'chan_pjsip res_pjsip_dialog_info_body_generator res_pjsip_exten_state res_pjsip_mwi res_pjsip_mwi_body_generator res_pjsip_pidf_body_generator res_pjsip_pidf_digium_body_supplement res_pjsip_pidf_eyebeam_body_supplement res_pjsip_publish_asterisk res_pjsip_refer res_pjsip_xpidf_body_generator',
  res_pjsip_session:
    'chan_pjsip res_hep_pjsip res_pjsip_caller_id res_pjsip_diversion res_pjsip_dlg_options res_pjsip_dtmf_info res_pjsip_empty_info res_pjsip_geolocation res_pjsip_header_funcs res_pjsip_maintenance res_pjsip_messaging res_pjsip_nat res_pjsip_one_touch_record_info res_pjsip_path res_pjsip_refer res_pjsip_rfc3326 res_pjsip_rfc3329 res_pjsip_sdp_rtp res_pjsip_send_to_voicemail res_pjsip_stir_shaken res_pjsip_t38',
  res_rtp_multicast: 'chan_rtp',
  res_sorcery_astdb: 'res_pjsip',
  res_sorcery_config: 'res_pjproject res_pjsip',
  res_sorcery_memory: 'res_pjsip',
  res_speech: 'app_speech_utils res_agi res_speech_aeap',
  res_stasis:
    'app_stasis app_stasis_broadcast res_ari res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_device_states res_ari_endpoints res_ari_events res_ari_mailboxes res_ari_playbacks res_ari_recordings res_ari_sounds res_stasis_answer res_stasis_broadcast res_stasis_device_state res_stasis_mailbox res_stasis_playback res_stasis_recording res_stasis_snoop',
  res_stasis_answer: 'res_ari_channels',
  res_stasis_broadcast: 'app_stasis_broadcast',
  res_stasis_device_state: 'res_ari_device_states',
  res_stasis_mailbox: 'res_ari_mailboxes',
  res_stasis_playback: 'res_ari_bridges res_ari_channels res_ari_playbacks',
  res_stasis_recording: 'res_ari_bridges res_ari_channels res_ari_recordings res_stasis_playback',
  res_stasis_snoop: 'res_ari_channels',
  res_statsd: 'app_statsd res_chan_stats res_endpoint_stats',
  res_stir_shaken: 'res_pjsip_stir_shaken',
  res_websocket_client: 'chan_websocket res_ari',
  res_xmpp: 'chan_motif',
  udptl: 'chan_ooh323 chan_sip res_pjsip_t38',
};
