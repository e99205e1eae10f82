package dev.tidings.catalog;

import dev.tidings.catalog.schema.PayloadSchema;
import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.Page;
import dev.tidings.http.CompareAndSet;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads and changes the catalogue, for REST and gRPC. A change holds on this node when it is answered. */
public final class TypeService {
    private static final int DESCRIPTION_CHARS = 4_000;

    private static final int PAGE = 100;

    /** The maximum size of the schemas and examples in an AsyncAPI document. */
    private static final long MOST_CHARS = 8L * 1024 * 1024;

    private static final String NOUN = "type";

    private final TypeStore store;
    private final CachedCatalog catalog;
    private final StoreThreads threads;
    private final CatalogPolicy policy;

    /** @param created whether the type did not exist before */
    public record Put(NotificationType type, boolean created) {}

    public TypeService(TypeStore store, CachedCatalog catalog, StoreThreads threads, CatalogPolicy policy) {
        this.store = store;
        this.catalog = catalog;
        this.threads = threads;
        this.policy = policy;
    }

    public CompletableFuture<NotificationType> find(String tenant, String name) {
        return threads.read(() -> store.find(tenant, name).orElseThrow(() -> unknown(name)));
    }

    public CompletableFuture<Page<NotificationType>> list(String tenant, Paging page) {
        return threads.list(() -> store.list(tenant, page.cursor(), page.limit()));
    }

    /** Returns the types as an AsyncAPI document; fails with a ProblemException if they are too large for one. */
    public CompletableFuture<byte[]> asyncApi(String tenant) {
        return threads.list(() -> {
            long version = store.rules(tenant, 1).version();
            List<NotificationType> types = new ArrayList<>();
            long chars = 0;
            String cursor = null;
            do {
                Page<NotificationType> page = store.list(tenant, cursor, PAGE);
                for (NotificationType type : page.items()) {
                    types.add(type);
                    chars += chars(type.definition());
                }
                if (chars > MOST_CHARS) {
                    throw Problem.overLimit(
                                    "types", "over " + MOST_CHARS + " characters", "at most that in one document")
                            .exception();
                }
                cursor = page.next();
            } while (cursor != null);
            return AsyncApiDocument.of(tenant, IfMatch.tag(version), types);
        });
    }

    private static long chars(TypeDefinition definition) {
        return length(definition.schema()) + length(definition.example());
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    public CompletableFuture<Put> put(String tenant, String name, TypeDefinition definition, IfMatch match) {
        IntentRules.checkType("name", name);
        check(definition);
        return threads.write(() -> {
            Put put = CompareAndSet.<Put>repeat(NOUN, () -> write(tenant, name, definition, match));
            catalog.refresh(tenant);
            return put;
        });
    }

    public CompletableFuture<String> delete(String tenant, String name, IfMatch match) {
        return threads.write(() -> {
            var _ = CompareAndSet.<String>repeat(NOUN, () -> remove(tenant, name, match));
            catalog.refresh(tenant);
            return name;
        });
    }

    /** Returns null if the type was changed meanwhile. */
    private @Nullable Put write(String tenant, String name, TypeDefinition definition, IfMatch match) {
        NotificationType present = store.find(tenant, name).orElse(null);
        match.check(NOUN, version(present));
        if (present != null && present.definition().equals(definition)) {
            return new Put(present, false);
        }
        long expected = present == null ? TypeStore.NEW : present.version();
        return RequestOrigin.audited(
                        TypeAudit.put(tenant, name, present == null ? null : present.definition(), definition),
                        () -> store.replace(tenant, name, definition, expected, policy.types()))
                .map(written -> new Put(written, present == null))
                .orElse(null);
    }

    /** Returns null if the type was changed meanwhile. */
    private @Nullable String remove(String tenant, String name, IfMatch match) {
        NotificationType present = store.find(tenant, name).orElse(null);
        match.check(NOUN, version(present));
        if (present == null) {
            throw unknown(name);
        }
        boolean deleted = RequestOrigin.audited(
                AuditChange.of(tenant, AuditAction.TYPE_DELETED, name),
                () -> store.delete(tenant, name, present.version()));
        return deleted ? name : null;
    }

    private void check(TypeDefinition definition) {
        TextCheck.atMost("description", definition.description(), DESCRIPTION_CHARS);
        channels(definition.channels());
        String schema = definition.schema();
        String example = definition.example();
        size("schema", schema);
        size("example", example);
        if (schema != null) {
            PayloadSchema compiled = PayloadSchema.compile(schema);
            if (example != null) {
                compiled.check(example.getBytes(StandardCharsets.UTF_8)).ifPresent(violation -> {
                    throw Problem.inside(
                                    ProblemCode.INVALID_FIELD,
                                    "example",
                                    violation.pointer(),
                                    violation.reason(),
                                    "an example that satisfies the schema")
                            .exception();
                });
            }
        }
    }

    private void channels(List<String> channels) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < channels.size(); i++) {
            String channel = channels.get(i);
            if (!policy.channels().contains(channel)) {
                throw Problem.invalid(
                                "channels[" + i + "]",
                                channel,
                                "one of " + String.join(", ", new TreeSet<>(policy.channels())))
                        .exception();
            }
            if (!seen.add(channel)) {
                throw Problem.invalid("channels[" + i + "]", channel, "each channel at most once")
                        .exception();
            }
        }
    }

    private void size(String field, @Nullable String json) {
        int bytes = json == null ? 0 : json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > policy.schemaBytes()) {
            throw Problem.overLimit(field, bytes + " bytes", "at most " + policy.schemaBytes() + " bytes")
                    .exception();
        }
    }

    private static @Nullable Long version(@Nullable NotificationType type) {
        return type == null ? null : type.version();
    }

    private static RuntimeException unknown(String name) {
        return Problem.notFound("type", name).exception();
    }
}
