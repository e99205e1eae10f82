package dev.tidings.tenants;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.http.StoreThreads;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The bulk run that deletes the data of a tenant, part by part, and then its row. It begins when every node knows that the
 * tenant is being deleted, and repeats all parts until a pass finds nothing: sends that were in flight may have written
 * meanwhile.
 */
public final class TenantDeletion implements BulkKind {
    static final String NAME = "tenant_delete";

    /** The passes after which something must be wrong. */
    private static final int MOST_PASSES = 20;

    private static final Duration EVERYWHERE = CachedTenants.REFRESHED_EVERY.multipliedBy(3);

    private final TenantStore store;
    private final CachedTenants cached;
    private final List<TenantData> parts;
    private final StoreThreads threads;

    /** @param parts in the order of removal */
    public TenantDeletion(TenantStore store, CachedTenants cached, List<TenantData> parts, StoreThreads threads) {
        this.store = store;
        this.cached = cached;
        this.parts = List.copyOf(parts);
        this.threads = threads;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The request of a run. */
    static String request(String tenant) {
        return new String(JsonWriter.object(json -> json.text("tenant", tenant)), StandardCharsets.UTF_8);
    }

    private static String tenant(BulkRun run) {
        return JsonReader.read(run.request().getBytes(StandardCharsets.UTF_8), json -> {
            String[] tenant = new String[1];
            json.object("tenant", name -> {
                tenant[0] = json.text();
                return true;
            });
            return java.util.Objects.requireNonNull(tenant[0], "the run names no tenant");
        });
    }

    /**
     * How far a run is.
     *
     * @param removed rows in this pass
     * @param after where the part continues
     */
    private record Progress(int pass, int part, long removed, String after) {
        static Progress of(String cursor) {
            String[] fields = cursor.split(":", 4);
            return new Progress(
                    Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Long.parseLong(fields[2]), fields[3]);
        }

        String cursor() {
            return pass + ":" + part + ":" + removed + ":" + after;
        }
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        String tenant = tenant(run);
        String cursor = run.cursor();
        if (cursor == null) {
            return CompletableFuture.completedFuture(
                    new BulkSlice(0, 0, new Progress(0, 0, 0, "").cursor(), EVERYWHERE));
        }
        return threads.write(() -> slice(tenant, Progress.of(cursor)));
    }

    private BulkSlice slice(String tenant, Progress progress) {
        requireDeleting(tenant);
        TenantData.Removal removal = parts.get(progress.part()).remove(tenant, progress.after());
        long removed = progress.removed() + removal.removed();
        if (removal.next() != null) {
            return next(removal, new Progress(progress.pass(), progress.part(), removed, removal.next()));
        }
        if (progress.part() + 1 < parts.size()) {
            return next(removal, new Progress(progress.pass(), progress.part() + 1, removed, ""));
        }
        if (removed == 0) {
            store.remove(tenant);
            cached.refresh();
            return BulkSlice.last(removal.removed(), 0);
        }
        if (progress.pass() == MOST_PASSES) {
            throw Problem.of(
                            ProblemCode.ILLEGAL_STATE,
                            "something still writes data of the tenant " + tenant + "; delete it again later")
                    .exception();
        }
        return new BulkSlice(
                removal.removed(),
                0,
                new Progress(progress.pass() + 1, 0, 0, "").cursor(),
                CachedTenants.REFRESHED_EVERY);
    }

    private static BulkSlice next(TenantData.Removal removal, Progress progress) {
        return BulkSlice.of(removal.removed(), 0, progress.cursor());
    }

    private void requireDeleting(String tenant) {
        boolean deleting = store.find(tenant)
                .filter(found -> found.status() == TenantStatus.DELETING)
                .isPresent();
        if (!deleting) {
            throw Problem.of(ProblemCode.ILLEGAL_STATE, "the tenant " + tenant + " is not being deleted")
                    .exception();
        }
    }
}
