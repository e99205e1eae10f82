package dev.tidings.catalog;

import dev.tidings.catalog.schema.PayloadSchema;
import dev.tidings.catalog.schema.SchemaViolation;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.http.StoreThreads;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Checks intents against the catalogue. Most checks are one lookup in memory. */
public final class TypeCheck implements IntentTypes {
    private static final SchemaViolation MISSING = new SchemaViolation("", "is missing");

    private final CachedCatalog catalog;
    private final TypeStore store;
    private final boolean refusesUnknown;
    private final StoreThreads threads;
    private final Executor slow;
    private final ViolationLog log;
    private final EngineListener listener;
    private final CompiledSchemas schemas = new CompiledSchemas();

    /**
     * @param refusesUnknown whether types that are not in the catalogue are refused
     * @param slow runs checks that may take long
     */
    public TypeCheck(
            CachedCatalog catalog,
            TypeStore store,
            boolean refusesUnknown,
            StoreThreads threads,
            Executor slow,
            ViolationLog log,
            EngineListener listener) {
        this.catalog = catalog;
        this.store = store;
        this.refusesUnknown = refusesUnknown;
        this.threads = threads;
        this.slow = slow;
        this.log = log;
        this.listener = listener;
    }

    @Override
    public CompletableFuture<@Nullable Void> check(Intent intent) {
        TypeRule rule = catalog.rule(intent.tenant(), intent.type());
        if (rule == null) {
            if (refusesUnknown) {
                throw Problem.invalid("type", intent.type(), "a type of the catalogue, because types.unknown is refuse")
                        .exception();
            }
            return ACCEPTED;
        }
        if (!rule.checksPayload()) {
            return ACCEPTED;
        }
        PayloadSchema schema = schemas.find(intent.tenant(), intent.type(), rule.version());
        return schema == null
                ? threads.read(() -> compiled(intent)).thenCompose(found -> check(intent, rule, found))
                : check(intent, rule, schema);
    }

    @Override
    public Optional<Instant> deprecatedAt(String tenant, String type) {
        TypeRule rule = catalog.rule(tenant, type);
        return rule == null ? Optional.empty() : Optional.ofNullable(rule.deprecatedAt());
    }

    /** Returns null if the type has no schema any more. Blocks. */
    private @Nullable PayloadSchema compiled(Intent intent) {
        NotificationType type = store.find(intent.tenant(), intent.type()).orElse(null);
        String text = type == null ? null : type.definition().schema();
        if (type == null || text == null) {
            return null;
        }
        // Many intents may wait for one schema.
        PayloadSchema known = schemas.find(intent.tenant(), intent.type(), type.version());
        return known == null ? schemas.compile(type, text) : known;
    }

    private CompletableFuture<@Nullable Void> check(Intent intent, TypeRule rule, @Nullable PayloadSchema schema) {
        if (schema == null) {
            return ACCEPTED;
        }
        Payload payload = intent.payload();
        if (payload != null && schema.slow(payload.size())) {
            return CompletableFuture.<@Nullable Void>supplyAsync(
                    () -> {
                        judge(intent, rule, schema.check(payload.json()));
                        return null;
                    },
                    slow);
        }
        judge(intent, rule, payload == null ? Optional.of(MISSING) : schema.check(payload.json()));
        return ACCEPTED;
    }

    /** Throws a ProblemException if the violation refuses the intent. */
    private void judge(Intent intent, TypeRule rule, Optional<SchemaViolation> found) {
        if (found.isEmpty()) {
            return;
        }
        SchemaViolation violation = found.get();
        listener.payloadInvalid(intent.type(), rule.validation().code());
        if (rule.validation() == ValidationMode.ENFORCE) {
            throw Problem.inside(
                            ProblemCode.PAYLOAD_INVALID,
                            "payload",
                            violation.pointer(),
                            violation.reason(),
                            "a payload that satisfies the schema of type " + intent.type())
                    .exception();
        }
        log.warn(intent, violation);
    }
}
