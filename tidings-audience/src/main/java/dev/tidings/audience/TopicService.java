package dev.tidings.audience;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.Page;
import dev.tidings.http.AuditFields;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads and changes topics, for REST and gRPC. */
public final class TopicService {
    private static final int DESCRIPTION_CHARS = 4_000;

    /**
     * The number of recipients per transaction. A request with more takes several, so that intents wait for one of them at
     * most.
     */
    private static final int SLICE = 500;

    private final TopicStore store;
    private final StoreThreads threads;
    private final TopicLimits limits;

    public TopicService(TopicStore store, StoreThreads threads, TopicLimits limits) {
        this.store = store;
        this.threads = threads;
        this.limits = limits;
    }

    public CompletableFuture<RecipientTopic> find(String tenant, String id) {
        return threads.read(() -> store.find(tenant, id).orElseThrow(() -> unknown(id)));
    }

    public CompletableFuture<Page<RecipientTopic>> list(String tenant, Paging page) {
        return threads.list(() -> store.list(tenant, page.cursor(), page.limit()));
    }

    /** Fails with a ProblemException if the topic does not exist. */
    public CompletableFuture<Page<String>> subscribers(String tenant, String id, Paging page) {
        // A topic that was just created may not have reached a read replica.
        return threads.list(() -> store.subscribers(tenant, id, page.cursor(), page.limit()))
                .thenCombine(find(tenant, id), (subscribers, _) -> subscribers);
    }

    public CompletableFuture<TopicStore.Put> put(String tenant, String id, String description) {
        IntentRules.checkTopic("topic", id);
        TextCheck.atMost("description", description, DESCRIPTION_CHARS);
        TextCheck.plain("description", description);
        return threads.write(() -> RequestOrigin.audited(
                new AuditFields().set("description", description).of(tenant, AuditAction.TOPIC_PUT, id),
                () -> store.put(tenant, id, description)));
    }

    public CompletableFuture<String> delete(String tenant, String id) {
        return threads.write(() -> {
            boolean deleted = RequestOrigin.audited(
                    AuditChange.of(tenant, AuditAction.TOPIC_DELETED, id), () -> store.delete(tenant, id));
            if (!deleted) {
                throw unknown(id);
            }
            return id;
        });
    }

    /**
     * Subscribes recipients, in several transactions if there are many. After a failure some may be subscribed; the same
     * request can be sent again.
     */
    public CompletableFuture<SubscriberChange> add(String tenant, String id, List<String> recipients) {
        IntentRules.checkTopic("topic", id);
        return inSlices(
                recipients,
                slice -> RequestOrigin.audited(
                        counted(tenant, AuditAction.TOPIC_SUBSCRIBERS_ADDED, id, slice),
                        () -> store.add(tenant, id, slice, limits.subscribers())));
    }

    /** Unsubscribes recipients, in several transactions if there are many, like {@link #add}. */
    public CompletableFuture<SubscriberChange> remove(String tenant, String id, List<String> recipients) {
        IntentRules.checkTopic("topic", id);
        return inSlices(
                recipients,
                slice -> RequestOrigin.audited(
                        counted(tenant, AuditAction.TOPIC_SUBSCRIBERS_REMOVED, id, slice),
                        () -> store.remove(tenant, id, slice)));
    }

    /** A request in several transactions has a record of each. The audit log does not name the recipients. */
    private static AuditChange counted(String tenant, AuditAction action, String topic, List<String> recipients) {
        return new AuditFields().set("recipients", recipients.size()).of(tenant, action, topic);
    }

    private CompletableFuture<SubscriberChange> inSlices(
            List<String> recipients, Function<List<String>, SubscriberChange> change) {
        check(recipients);
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(recipients));
        return next(distinct, 0, 0, change);
    }

    /** Changes one slice, then the next. Each is a task of its own, so that the work of others comes in between. */
    private CompletableFuture<SubscriberChange> next(
            List<String> recipients, int from, int changed, Function<List<String>, SubscriberChange> change) {
        int to = Math.min(recipients.size(), from + SLICE);
        List<String> slice = recipients.subList(from, to);
        return threads.write(() -> change.apply(slice)).thenCompose(done -> {
            int sum = changed + done.changed();
            return to == recipients.size()
                    ? CompletableFuture.completedFuture(new SubscriberChange(sum, done.subscribers()))
                    : next(recipients, to, sum, change);
        });
    }

    private static void check(List<String> recipients) {
        if (recipients.isEmpty()) {
            throw Problem.invalid("recipients", "empty", "at least one").exception();
        }
        if (recipients.size() > TopicLimits.RECIPIENTS) {
            throw Problem.overLimit("recipients", recipients.size() + " entries", "at most " + TopicLimits.RECIPIENTS)
                    .exception();
        }
        for (int i = 0; i < recipients.size(); i++) {
            IntentRules.checkRecipient("recipients[" + i + "]", recipients.get(i));
        }
    }

    private static RuntimeException unknown(String id) {
        return Problem.notFound("topic", id).exception();
    }
}
