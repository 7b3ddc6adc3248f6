"""The names under which workers count, which no page shows before something was counted."""

WORK = {
    "copydesk_work_started",
    "copydesk_work_ended",
    "copydesk_work_lost",
    "copydesk_work_seconds",
    "copydesk_detector_abstained",
}
