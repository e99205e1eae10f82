package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lease on one delivery, from the hand-off or claim to the commit of its completion. */
final class Execution implements Runnable {
    static final String RECLAIMS_EXHAUSTED = "reclaims_exhausted";
    static final String EXPIRED = "expired";
    static final String CHANNEL_UNKNOWN = "channel_unknown";
    static final String CHANNEL_ERROR = "channel_error";
    static final String ENDPOINT_UNREADABLE = "endpoint_unreadable";
    static final String INTERRUPTED = "interrupted";

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final Duration LOOKUP_RETRY_DELAY = Duration.ofSeconds(1);
    private static final int MESSAGE_CHARS = 300;
    private static final long NOT_CALLED = -1;

    private final LeasedDelivery leased;
    private final TargetKey target;
    private final Lane lane;
    private final DispatchContext context;
    private volatile long leasedAtNanos;
    private volatile boolean lost;
    private volatile boolean interrupted;
    private volatile @Nullable Thread sender;
    private volatile long tookNanos = NOT_CALLED;

    /** The next delivery of the same endpoint. Guarded by the lane's lock, like begunAtNanos. */
    @Nullable
    Execution next;

    private long begunAtNanos;

    /** @param leasedAtNanos a time not after the lease began */
    Execution(LeasedDelivery leased, Lane lane, DispatchContext context, long leasedAtNanos) {
        this.leased = leased;
        this.target = leased.target();
        this.lane = lane;
        this.context = context;
        this.leasedAtNanos = leasedAtNanos;
    }

    @Override
    public void run() {
        advance(this::begin);
    }

    /** The result of a processing step. */
    private sealed interface Step {
        /** Null when the lease was lost: another worker has the delivery. */
        record End(@Nullable Completion completion) implements Step {}

        /** The store is being asked; no thread waits. */
        record Asked(CompletableFuture<DeliveryTarget> answer, Channel channel) implements Step {}
    }

    private void advance(Supplier<Step> work) {
        Step step;
        try {
            step = work.get();
        } catch (Throwable defect) {
            LOG.error("attempt failed because of a defect delivery_id={}", leased.id(), defect);
            step = new Step.End(context.outcomes().of(leased, null, failed("internal_error", defect)));
        }
        switch (step) {
            case Step.Asked asked -> {
                var _ = asked.answer().thenAccept(target -> resume(target, asked.channel()));
            }
            case Step.End end -> end(end.completion());
        }
    }

    private void resume(DeliveryTarget target, Channel channel) {
        try {
            context.environment().sends().execute(() -> advance(() -> proceedUnlessHeld(target, channel)));
        } catch (RejectedExecutionException closed) {
            end(Completion.givenBack(leased, Duration.ZERO));
        }
    }

    private void end(@Nullable Completion completion) {
        lane.sent(this, tookNanos);
        if (completion == null) {
            abandoned();
        } else {
            context.completions().end(this, completion);
        }
    }

    private Step begin() {
        if (lost || context.leases().lapsed(leasedAtNanos)) {
            return new Step.End(null);
        }
        if (leased.reclaimCount() >= context.settings().maxReclaims()) {
            return new Step.End(Completion.dead(leased, RECLAIMS_EXHAUSTED));
        }
        if (leased.notification().expiredAt(context.environment().clock().instant())) {
            return new Step.End(Completion.dead(leased, EXPIRED));
        }
        Channel channel = lane.channel();
        if (channel == null) {
            return new Step.End(Completion.dead(leased, CHANNEL_UNKNOWN));
        }
        DeliveryTarget target;
        try {
            target = context.targets().resolve(leased);
        } catch (StoreUnavailable unavailable) {
            return new Step.End(Completion.givenBack(leased, LOOKUP_RETRY_DELAY));
        } catch (RuntimeException unreadable) {
            LOG.warn("endpoint lookup failed delivery_id={}", leased.id(), unreadable);
            return new Step.End(context.outcomes().of(leased, null, failed(ENDPOINT_UNREADABLE, unreadable)));
        }
        return proceed(target, channel);
    }

    /** Its tenant may have been suspended while the store was asked. */
    private Step proceedUnlessHeld(DeliveryTarget target, Channel channel) {
        DeliveryTarget.Later held = context.targets().held(leased);
        if (held == null || !(target instanceof DeliveryTarget.At at)) {
            return proceed(target, channel);
        }
        context.health().release(at);
        return proceed(held, channel);
    }

    private Step proceed(DeliveryTarget target, Channel channel) {
        return switch (target) {
            case DeliveryTarget.Skip skip -> new Step.End(Completion.skippedUntried(leased, skip.reason()));
            case DeliveryTarget.Later later -> new Step.End(Completion.givenBack(leased, later.delay()));
            case DeliveryTarget.Asking asking -> new Step.Asked(asking.answer(), channel);
            case DeliveryTarget.At at -> new Step.End(sendTo(channel, at));
        };
    }

    /** Returns null when the lease was lost while the store was asked. */
    private @Nullable Completion sendTo(Channel channel, DeliveryTarget.At at) {
        if (lost || context.leases().lapsed(leasedAtNanos)) {
            context.health().release(at);
            return null;
        }
        long begun = context.environment().ticker().nanos();
        Outcome outcome = send(channel, at);
        if (outcome instanceof Outcome.NotTried shortage) {
            lane.pause(shortage);
        } else {
            tookNanos = context.environment().ticker().nanos() - begun;
        }
        if (interrupted) {
            context.health().release(at);
        } else {
            context.health().record(at, leased.startedAt(), outcome);
        }
        return context.outcomes().of(leased, at.endpoint(), outcome);
    }

    /** Turns every exception into an outcome, so that no channel can stop the lane. */
    private Outcome send(Channel channel, DeliveryTarget.At at) {
        Message message = new Message(
                leased.id(),
                leased.attemptNumber(),
                leased.notification(),
                leased.address() == null ? leased.recipient() : channel.shownAddress(leased.address()),
                at.address(),
                at.endpoint());
        sender = Thread.currentThread();
        LogContext.enter(leased);
        try {
            return Objects.requireNonNull(channel.send(message), "the channel returned null instead of an outcome");
        } catch (InterruptedException stopped) {
            return failed(INTERRUPTED, stopped);
        } catch (Throwable defect) {
            if (interrupted) {
                return failed(INTERRUPTED, defect);
            }
            LOG.warn("channel error channel={} delivery_id={}", leased.channel(), leased.id(), defect);
            return failed(CHANNEL_ERROR, defect);
        } finally {
            sender = null;
            LogContext.leave();
            var _ = Thread.interrupted();
        }
    }

    private static Outcome failed(String code, Throwable why) {
        String message = why.toString();
        return Outcome.retry(
                code, message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS), Evidence.NONE);
    }

    /** Ends it without an attempt; it is due again after this delay. */
    void giveBack(Duration delay) {
        context.completions().end(this, Completion.givenBack(leased, delay));
    }

    /** Called when the completion is committed or came too late. */
    void ended(Completion completion, CompletionResult result) {
        if (result == CompletionResult.SUPERSEDED) {
            ended(completion.superseded(), CompletionResult.UNBLOCKED);
            return;
        }
        context.leases().drop(this);
        lane.free();
        if (result != CompletionResult.LATE && completion.delay() != null) {
            lane.dueIn(completion.delay());
        }
        if (result == CompletionResult.UNBLOCKED && completion.concurrency() == null) {
            lane.wake();
        } else if (result == CompletionResult.UNBLOCKED) {
            context.wakeLanes().run();
        }
        report(completion, result);
    }

    /** Drops a lease whose result is unknown: it lapses, and the delivery is claimed again. */
    void abandoned() {
        context.leases().drop(this);
        lane.free();
    }

    private void report(Completion completion, CompletionResult result) {
        DeliveryLog.ended(leased, completion, result);
        String channel = leased.channel();
        var listener = context.listener();
        if (completion.attempt() != null && completion.attempt().result() != null) {
            listener.attempted(
                    channel, completion.attempt().result(), completion.attempt().code());
        }
        if (result == CompletionResult.LATE) {
            listener.lateCompletion(channel);
            return;
        }
        switch (completion.to()) {
            case SENT -> {
                listener.deliveryFinished(channel, leased.notification().type(), completion.to(), null);
                Notification notification = leased.notification();
                Duration since = Duration.between(
                        notification.acceptedAt(), context.environment().clock().instant());
                listener.sentAfter(channel, since.isNegative() ? Duration.ZERO : since);
            }
            case DEAD, SKIPPED, CANCELED ->
                listener.deliveryFinished(channel, leased.notification().type(), completion.to(), completion.reason());
            default -> {
                if (completion.attempt() != null) {
                    listener.retryScheduled(channel);
                } else {
                    listener.givenBack(channel);
                }
            }
        }
    }

    /** Interrupts the send, if the channel responds to interrupts. */
    void interrupt() {
        Thread running = sender;
        if (running != null) {
            interrupted = true;
            running.interrupt();
        }
    }

    void renewed(long sinceNanos) {
        leasedAtNanos = sinceNanos;
    }

    void lose() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }

    long leasedAtNanos() {
        return leasedAtNanos;
    }

    void begun(long nanos) {
        begunAtNanos = nanos;
    }

    long begunAtNanos() {
        return begunAtNanos;
    }

    TargetKey target() {
        return target;
    }

    DeliveryId id() {
        return leased.id();
    }

    LeaseToken token() {
        return leased.token();
    }
}
