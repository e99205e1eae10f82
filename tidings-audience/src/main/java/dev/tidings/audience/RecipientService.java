package dev.tidings.audience;

import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.Page;
import dev.tidings.http.CompareAndSet;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads and changes profiles of recipients, for REST and gRPC. Changes are repeated on a conflict. */
public final class RecipientService {
    private static final String NOUN = "recipient";

    private final RecipientStore store;
    private final StoreThreads threads;

    /** @param created whether there was no profile before */
    public record Put(RecipientProfile profile, boolean created) {}

    public RecipientService(RecipientStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    public CompletableFuture<RecipientProfile> find(String tenant, String recipient) {
        check(recipient);
        return threads.read(() -> store.find(tenant, recipient).orElseThrow(() -> unknown(recipient)));
    }

    public CompletableFuture<Page<RecipientProfile>> list(String tenant, Paging page) {
        return threads.list(() -> store.list(tenant, page.cursor(), page.limit()));
    }

    /** Creates a profile or replaces it whole; writes nothing if it is the same already. */
    public CompletableFuture<Put> put(String tenant, String recipient, RecipientTraits traits, IfMatch match) {
        check(recipient);
        return threads.write(() -> CompareAndSet.<Put>repeat(NOUN, () -> {
            RecipientProfile present = matched(tenant, recipient, match);
            return present == null
                    ? RequestOrigin.audited(
                                    RecipientAudit.created(tenant, recipient),
                                    () -> store.create(tenant, recipient, traits))
                            .map(created -> new Put(created, true))
                            .orElse(null)
                    : replaced(present, traits);
        }));
    }

    /** Fails with a ProblemException if there is no profile or the result is invalid. */
    public CompletableFuture<RecipientProfile> patch(
            String tenant, String recipient, RecipientPatch patch, IfMatch match) {
        check(recipient);
        return threads.write(() -> CompareAndSet.<Put>repeat(NOUN, () -> {
                    RecipientProfile present = Optional.ofNullable(matched(tenant, recipient, match))
                            .orElseThrow(() -> unknown(recipient));
                    return replaced(present, patch.over(present.traits()));
                }))
                .thenApply(Put::profile);
    }

    private @Nullable RecipientProfile matched(String tenant, String recipient, IfMatch match) {
        RecipientProfile present = store.find(tenant, recipient).orElse(null);
        match.check(NOUN, present == null ? null : present.version());
        return present;
    }

    /** Returns null if another request changed it meanwhile. */
    private @Nullable Put replaced(RecipientProfile present, RecipientTraits traits) {
        if (present.traits().equals(traits)) {
            return new Put(present, false);
        }
        return RequestOrigin.audited(
                        RecipientAudit.changed(present.tenant(), present.recipient(), present.traits(), traits),
                        () -> store.replace(present.tenant(), present.recipient(), traits, present.version()))
                .map(written -> new Put(written, false))
                .orElse(null);
    }

    private static void check(String recipient) {
        IntentRules.checkRecipient(NOUN, recipient);
    }

    private static RuntimeException unknown(String recipient) {
        return Problem.notFound("profile of recipient", recipient).exception();
    }
}
