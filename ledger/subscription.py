"""A subscription that polls, so that nothing can be missed and no append pays for it."""

from collections import deque
from collections.abc import Sequence
from time import sleep

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

PAGE = 500
PAUSE = 0.05


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Yields notifications after `gt` for ever, in order of position, until stopped."""

    def __init__(
        self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt=gt, topics=topics)
        self._page: deque[Notification] = deque()
        self._scanned = gt or 0

    def __next__(self) -> Notification:
        """The next notification; topics are told apart here, because a select by topic would
        read again, at every poll, all that lies behind the last match.
        """
        while not self._has_been_stopped:
            while self._page:
                notification = self._page.popleft()
                self._last_notification_id = notification.id
                if not self._topics or notification.topic in self._topics:
                    return notification
            self._page.extend(
                self._recorder.select_notifications(
                    start=self._scanned, limit=PAGE, inclusive_of_start=False
                )
            )
            if self._page:
                self._scanned = self._page[-1].id
            else:
                sleep(PAUSE)
        raise StopIteration
