package dev.tidings.jobs.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives the progress of a pull. The pull failed if any item has an error; the last item is not decisive, because
 * container engines interleave the items of several layers.
 */
final class PullProgress extends ResultCallback.Adapter<PullResponseItem> {
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

    /** Waits for the end; false on timeout. The library's own method would cancel the pull then. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The error of the pull; null if it succeeded. Throws if the request itself failed. */
    @Nullable
    String failure() {
        throwFirstError();
        return failure;
    }
}
