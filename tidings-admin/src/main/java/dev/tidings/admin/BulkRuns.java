package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.Page;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows and cancels bulk runs of all kinds. */
public final class BulkRuns {
    /** A JSON text that is a URL. */
    private static final Pattern URL_TEXT = Pattern.compile("\"([a-zA-Z][a-zA-Z0-9+.-]*://(?:[^\"\\\\]|\\\\.)*)\"");

    private final BulkRunStore store;
    private final StoreThreads threads;

    public BulkRuns(BulkRunStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    public CompletableFuture<BulkRun> find(String tenant, String id) {
        return threads.read(() -> store.find(tenant, id).orElseThrow(() -> unknown(id)));
    }

    public CompletableFuture<Page<BulkRun>> list(String tenant, Paging paging) {
        return threads.list(() -> store.list(tenant, paging.cursor(), paging.limit()));
    }

    /** Stops a run after its current slice; one that has ended stays as it is. */
    public CompletableFuture<BulkRun> cancel(String tenant, String id, @Nullable String by) {
        return threads.write(() -> RequestOrigin.audited(
                        AuditChange.of(tenant, AuditAction.BULK_RUN_CANCELED, id), () -> store.cancel(tenant, id, by))
                .orElseThrow(() -> unknown(id)));
    }

    /** The request of a run, with the addresses in it masked. */
    public static String shownRequest(BulkRun run) {
        return URL_TEXT.matcher(run.request())
                .replaceAll(url -> Matcher.quoteReplacement("\"" + Masking.address(url.group(1)) + "\""));
    }

    private static RuntimeException unknown(String id) {
        return Problem.notFound("bulk run", id).exception();
    }
}
