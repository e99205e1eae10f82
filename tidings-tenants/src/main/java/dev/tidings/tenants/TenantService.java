package dev.tidings.tenants;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.BulkRunAudit;
import dev.tidings.http.CompareAndSet;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and changes tenants, for REST and gRPC. A change holds on this node when it is answered. */
public final class TenantService {
    private static final Logger LOG = LoggerFactory.getLogger(TenantService.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String NOUN = "tenant";

    /** By then every node knows the change: it reads the tenants every second. */
    private static final Duration EVERYWHERE = CachedTenants.REFRESHED_EVERY.multipliedBy(3);

    /** A bulk run of the administration: it makes all waiting deliveries due. */
    private static final String RETRY = "retry";

    private static final String ALL_WAITING = """
        {"filter":{"status":["pending","failed"]}}\
        """;

    private final TenantStore store;
    private final CachedTenants cached;
    private final Environment environment;
    private final BulkRunner runner;
    private final Set<String> configured;

    /**
     * What the service needs of the server.
     *
     * @param clock the store's
     */
    public record Environment(StoreThreads threads, Ids ids, InstantSource clock) {}

    /** @param run the bulk run that makes the held deliveries due; null if it could not be started */
    public record Resumed(ShownTenant tenant, @Nullable BulkRun run) {}

    /** @param configured tenants of the configuration, which exist without a row */
    public TenantService(
            TenantStore store,
            CachedTenants cached,
            Environment environment,
            BulkRunner runner,
            Set<String> configured) {
        this.store = store;
        this.cached = cached;
        this.environment = environment;
        this.runner = runner;
        this.configured = Set.copyOf(configured);
    }

    public CompletableFuture<ShownTenant> find(String id) {
        return environment.threads().read(() -> shown(known(id)));
    }

    /** Returns the tenant of the caller, which exists. */
    public CompletableFuture<ShownTenant> own(String id) {
        return environment.threads().read(() -> shown(store.find(id).orElseGet(() -> Tenant.implied(id))));
    }

    public CompletableFuture<Page<ShownTenant>> list(Paging page) {
        return environment
                .threads()
                .list(() -> store.list(page.cursor(), page.limit()).map(this::listed));
    }

    /** Stores a tenant that has no row; fails with a ProblemException if it has one. */
    public CompletableFuture<ShownTenant> create(String id, TenantSettings settings) {
        requireId(id);
        TenantLimits.check(settings);
        return environment.threads().write(() -> {
            Tenant wanted = new Tenant(id, settings, TenantStatus.ACTIVE, null, null, null, Tenant.NEW);
            Tenant created = RequestOrigin.audited(
                            TenantAudit.of(AuditAction.TENANT_CREATED, Tenant.implied(id), wanted),
                            () -> store.replace(wanted, Tenant.NEW))
                    .orElseThrow(() -> Problem.of(
                                    ProblemCode.ILLEGAL_STATE, "the tenant " + id + " exists; change it with PATCH")
                            .exception());
            return applied(created);
        });
    }

    public CompletableFuture<ShownTenant> patch(String id, TenantPatch patch, IfMatch match) {
        return environment
                .threads()
                .write(() -> change(id, match, AuditAction.TENANT_CHANGED, tenant -> {
                            TenantSettings settings = patch.apply(tenant.settings());
                            TenantLimits.check(settings);
                            return with(tenant, settings, tenant.status(), tenant.suspendedAt());
                        })
                        .tenant());
    }

    /** Refuses the tenant's intents and holds its deliveries; a suspended tenant stays as it is. */
    public CompletableFuture<ShownTenant> suspend(String id, IfMatch match) {
        return environment
                .threads()
                .write(() -> change(
                                id,
                                match,
                                AuditAction.TENANT_SUSPENDED,
                                tenant -> tenant.status() == TenantStatus.SUSPENDED
                                        ? tenant
                                        : with(
                                                tenant,
                                                tenant.settings(),
                                                TenantStatus.SUSPENDED,
                                                environment.clock().instant()))
                        .tenant());
    }

    /**
     * Accepts the tenant's intents again and makes its waiting deliveries due, once every node knows; an active tenant
     * stays as it is.
     */
    public CompletableFuture<Resumed> resume(String id, IfMatch match, @Nullable String by) {
        return environment
                .threads()
                .write(() -> change(
                        id,
                        match,
                        AuditAction.TENANT_RESUMED,
                        tenant -> with(tenant, tenant.settings(), TenantStatus.ACTIVE, null)))
                .thenCompose(change -> change.written()
                        ? release(change.tenant(), by)
                        : CompletableFuture.completedFuture(new Resumed(change.tenant(), null)));
    }

    /**
     * Starts the deletion of a suspended tenant with all its data, as a bulk run of the caller's tenant. One that was
     * interrupted is continued.
     *
     * @param caller the tenant of the caller, which cannot delete itself
     */
    public CompletableFuture<BulkRun> delete(String id, IfMatch match, String caller, @Nullable String by) {
        if (id.equals(caller)) {
            throw Problem.of(
                            ProblemCode.ILLEGAL_STATE,
                            "the tenant " + id
                                    + " cannot delete itself; use a key of another tenant with the scope system")
                    .exception();
        }
        return environment
                .threads()
                .write(() -> startDeleting(id, match, by))
                .thenCompose(deleting -> {
                    NewBulkRun run = new NewBulkRun(
                            runId(),
                            caller,
                            TenantDeletion.NAME,
                            TenantDeletion.request(id),
                            by,
                            null,
                            "tenant:delete:" + id);
                    return RequestOrigin.audited(BulkRunAudit.started(run, run.request()), () -> runner.start(run));
                })
                .thenApply(BulkRunner.Begun::run);
    }

    private Tenant startDeleting(String id, IfMatch match, @Nullable String by) {
        return CompareAndSet.<Tenant>repeat(NOUN, () -> {
            Tenant present = known(id);
            match.check(NOUN, present.version());
            if (present.status() == TenantStatus.DELETING) {
                return present;
            }
            if (present.status() != TenantStatus.SUSPENDED) {
                throw Problem.of(
                                ProblemCode.ILLEGAL_STATE,
                                "the tenant " + id + " is active; suspend it before it is deleted")
                        .exception();
            }
            Tenant wanted = with(present, present.settings(), TenantStatus.DELETING, present.suspendedAt());
            Optional<Tenant> deleting = RequestOrigin.audited(
                    TenantAudit.of(AuditAction.TENANT_DELETION_STARTED, present, wanted),
                    () -> store.replace(wanted, present.version()));
            deleting.ifPresent(tenant -> {
                cached.refresh();
                LOG.info("deletion of a tenant begins tenant={} by={}", id, by == null ? "none" : by);
            });
            return deleting.orElse(null);
        });
    }

    /** A node that does not know yet could hold what was made due; so the run starts a little later. */
    private CompletableFuture<Resumed> release(ShownTenant tenant, @Nullable String by) {
        CompletableFuture<Resumed> released = new CompletableFuture<>();
        environment.threads().timer().after(EVERYWHERE, () -> {
            String id = tenant.tenant().id();
            NewBulkRun run = new NewBulkRun(runId(), id, RETRY, ALL_WAITING, by, null, "tenant:resume");
            // Refused at once while the store is unavailable.
            CompletableFuture<BulkRunner.Begun> start =
                    CompletableFuture.completedFuture(run).thenCompose(runner::start);
            var _ = start.whenComplete((begun, failed) -> {
                if (failed != null) {
                    LOG.warn(
                            "held deliveries are not made due at once; they follow within {} tenant={}",
                            TenantSuspensions.LONGEST_HOLD,
                            id,
                            failed);
                }
                released.complete(new Resumed(tenant, begun == null ? null : begun.run()));
            });
        });
        return released;
    }

    private String runId() {
        return BulkRun.PREFIX + environment.ids().next(environment.clock().instant());
    }

    /** @param written false if there was nothing to change */
    private record Change(ShownTenant tenant, boolean written) {}

    /** Applies a change until no other one was first. This node applies it at once. Blocks. */
    private Change change(String id, IfMatch match, AuditAction action, UnaryOperator<Tenant> change) {
        return CompareAndSet.<Change>repeat(NOUN, () -> {
            Tenant present = known(id);
            match.check(NOUN, present.version());
            requireKept(present);
            Tenant wanted = change.apply(present);
            if (wanted.equals(present)) {
                return new Change(shown(present), false);
            }
            return RequestOrigin.audited(
                            TenantAudit.of(action, present, wanted), () -> store.replace(wanted, present.version()))
                    .map(written -> new Change(applied(written), true))
                    .orElse(null);
        });
    }

    private ShownTenant applied(Tenant tenant) {
        cached.refresh();
        return shown(tenant);
    }

    private ShownTenant listed(Tenant tenant) {
        return new ShownTenant(
                tenant, tenant.settings().quotas().over(cached.defaults()), cached.usage(tenant.id()), null);
    }

    private ShownTenant shown(Tenant tenant) {
        return new ShownTenant(
                tenant,
                tenant.settings().quotas().over(cached.defaults()),
                store.usage(tenant.id()).orElse(null),
                store.endpoints(tenant.id(), ShownTenant.MOST_COUNTED));
    }

    /** Blocks. */
    private Tenant known(String id) {
        requireId(id);
        return store.find(id)
                .or(() -> Optional.of(id).filter(configured::contains).map(Tenant::implied))
                .orElseThrow(() -> Problem.notFound(NOUN, id).exception());
    }

    private static Tenant with(
            Tenant tenant, TenantSettings settings, TenantStatus status, @Nullable Instant suspendedAt) {
        return new Tenant(
                tenant.id(), settings, status, suspendedAt, tenant.createdAt(), tenant.updatedAt(), tenant.version());
    }

    private static void requireKept(Tenant tenant) {
        if (tenant.status() == TenantStatus.DELETING) {
            throw Problem.of(ProblemCode.ILLEGAL_STATE, "the tenant " + tenant.id() + " is being deleted")
                    .exception();
        }
    }

    private static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw Problem.invalid("id", id, "lower-case letters, digits and . _ -, at most 63")
                    .exception();
        }
    }
}
