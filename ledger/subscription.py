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

    def __next__(self) -> Notification:
        while not self._page:
            if self._has_been_stopped:
                raise StopIteration
            self._page.extend(
                self._recorder.select_notifications(
                    start=self._last_notification_id or 0,
                    limit=PAGE,
                    topics=self._topics,
                    inclusive_of_start=False,
                )
            )
            if not self._page:
                sleep(PAUSE)
        notification = self._page.popleft()
        self._last_notification_id = notification.id
        return notification
