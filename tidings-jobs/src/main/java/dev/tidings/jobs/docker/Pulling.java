package dev.tidings.jobs.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears how a pull goes on. It failed when an item says so: what the last one says is no sign, since engines send those of
 * several layers in whatever order they come.
 */
final class Pulling extends ResultCallback.Adapter<PullResponseItem> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String failure;

    @Override
    public void onNext(PullResponseItem item) {
        ResponseItem.ErrorDetail detail = item.getErrorDetail();
        if (detail != null && detail.getMessage() != null) {
            failure = detail.getMessage();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        super.onError(thrown);
        ended.countDown();
    }

    @Override
    public void onComplete() {
        super.onComplete();
        ended.countDown();
    }

    /** False when it goes on. The library's own waiting would break it off then. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What kept the image from being pulled; null: nothing. Throws what kept it from being asked for. */
    @Nullable
    String failure() {
        throwFirstError();
        return failure;
    }
}
