package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.testkit.simulation.IntentLedger.Submission;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Submit their intents until each is acknowledged, and some of them again afterwards. */
final class Producers {
    /** A tenant without endpoints, which shares lanes with the default one. */
    static final String OTHER_TENANT = "other";

    private static final Duration BURST = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final World world;
    private final Life life = new Life("producers");
    private final Ledger ledger;
    private final StoredIntents stored;
    private final Supplier<SimulatedNode> anyNode;
    private final Map<String, Receipt> acknowledged = new HashMap<>();
    private final List<Intent> intents = new ArrayList<>();
    private @Nullable Violation broken;

    Producers(World world, Ledger ledger, StoredIntents stored, Supplier<SimulatedNode> anyNode) {
        this.world = world;
        this.ledger = ledger;
        this.stored = stored;
        this.anyNode = anyNode;
    }

    void plan(int count, Duration within) {
        Duration burst = world.chance(0.2) ? BURST : within;
        for (int i = 0; i < count; i++) {
            Intent intent = intent(i, within);
            intents.add(intent);
            if (world.chance(0.1)) {
                world.after(life, world.upTo(within), () -> submitInvalid(intent));
            }
            world.after(life, world.upTo(burst), () -> submit(intent));
        }
    }

    private Intent intent(int serial, Duration within) {
        RandomGenerator random = world.random();
        Instant now = world.time().instant();
        List<String> channels = new ArrayList<>();
        if (random.nextBoolean()) {
            channels.add("alpha");
        }
        if (channels.isEmpty() || random.nextBoolean()) {
            channels.add("beta");
        }
        if (world.chance(0.6)) {
            channels.add("gamma");
        }
        if (world.chance(0.03)) {
            channels.add("gone");
        }
        String dedupe = world.chance(0.2) ? "dedupe-" + random.nextInt(3) : null;
        String ordering = world.chance(0.4) ? "order-" + random.nextInt(2) : null;
        String concurrency = world.chance(0.4) ? "pool-" + random.nextInt(2) : null;
        boolean other = world.chance(0.3);
        Audience audience = other ? addresses(random) : audience(random);
        return new Intent(
                other ? OTHER_TENANT : Intent.DEFAULT_TENANT,
                "shop",
                "key-" + serial,
                "order.shipped",
                audience,
                channels,
                null,
                Payload.of("{}"),
                new IntentKeys(dedupe, ordering, ordering != null && world.chance(0.4))
                        .limitedBy(concurrency)
                        .labeled(labels(random)),
                ordering == null && world.chance(0.2) ? now.plus(world.upTo(within)) : null,
                world.chance(0.1) ? now.plus(within).plus(world.upTo(within)) : null,
                null,
                null);
    }

    private IntentLabels labels(RandomGenerator random) {
        return world.chance(0.4)
                ? new IntentLabels(List.of(), "cancel-" + random.nextInt(2), world.chance(0.5))
                : IntentLabels.NONE;
    }

    private static Audience audience(RandomGenerator random) {
        if (random.nextInt(6) == 0) {
            return new Audience.Topic(SimulatedTopic.ID, List.of());
        }
        if (random.nextInt(4) == 0) {
            return addresses(random);
        }
        int first = random.nextInt(EngineRun.RECIPIENTS + 1);
        return random.nextBoolean()
                ? new Audience.Recipients(List.of("user:" + first))
                : new Audience.Recipients(List.of("user:" + first, "user:" + (first + 1)));
    }

    private static Audience addresses(RandomGenerator random) {
        return new Audience.Addresses(List.of(
                new Audience.Address("alpha", "address-" + random.nextInt(2)),
                new Audience.Address("beta", "address-" + random.nextInt(2)),
                new Audience.Address("gamma", "address-" + random.nextInt(2))));
    }

    /** Submits to any node; without an answer, or after a refusal, submits again. */
    private void submit(Intent intent) {
        boolean[] answered = new boolean[1];
        Submission submission = ledger.intents().submitted(intent);
        var _ = anyNode.get().accept(intent).handle((receipt, failure) -> {
            answered[0] = true;
            if (failure == null) {
                ledger.intents().acknowledged(submission);
                acknowledge(intent, receipt);
            } else if (Cause.of(failure) instanceof ProblemException problem) {
                refused(submission, problem.problem());
                world.after(life, world.upTo(ANSWER_TIMEOUT), () -> submit(intent));
            } else {
                broken = new Violation("an intent was refused without a problem: " + failure);
            }
            return null;
        });
        world.after(life, ANSWER_TIMEOUT, () -> {
            if (!answered[0]) {
                submit(intent);
            }
        });
    }

    /** Submits an intent with a field that is not valid; it is refused, and its key stays free for the correct one. */
    private void submitInvalid(Intent intent) {
        Submission submission = ledger.intents().submitted(intent);
        var _ = anyNode.get().accept(toUnknownChannel(intent)).handle((receipt, failure) -> {
            if (failure != null && Cause.of(failure) instanceof ProblemException problem) {
                refused(submission, problem.problem());
            } else {
                broken = new Violation("an invalid intent got " + receipt + " " + failure);
            }
            return null;
        });
    }

    private static Intent toUnknownChannel(Intent intent) {
        return new Intent(
                intent.tenant(),
                intent.producer(),
                intent.idempotencyKey(),
                intent.type(),
                intent.audience(),
                List.of("unknown"),
                intent.content(),
                intent.payload(),
                intent.keys(),
                intent.notBefore(),
                intent.expiresAt(),
                intent.requestId(),
                intent.trace());
    }

    /** A refused intent that was never accepted left nothing in the store. */
    private void refused(Submission submission, Problem problem) {
        String key = submission.intent().idempotencyKey();
        world.note("refused", key, problem.message());
        String wrong = ledger.intents().refused(submission, problem.code());
        if (wrong.isEmpty() && !ledger.intents().accepted(submission.intent())) {
            wrong = stored.unaccepted();
        }
        if (!wrong.isEmpty()) {
            ledger.object(key + " was refused: " + wrong);
        }
    }

    private void acknowledge(Intent intent, Receipt receipt) {
        Receipt before = acknowledged.putIfAbsent(intent.idempotencyKey(), receipt);
        if (before != null) {
            if (!receipt.replayed() || !receipt.notificationId().equals(before.notificationId())) {
                broken = new Violation(intent.idempotencyKey() + " was acknowledged as " + before.notificationId()
                        + " and then as " + receipt);
            }
        } else if (world.chance(0.2)) {
            world.after(life, world.upTo(ANSWER_TIMEOUT), () -> submit(intent));
        }
    }

    /** Submits nothing more. */
    void stop() {
        life.end();
    }

    boolean allAcknowledged() {
        return acknowledged.size() == intents.size();
    }

    List<Intent> intents() {
        return intents;
    }

    Map<String, Receipt> acknowledged() {
        return acknowledged;
    }

    void check() {
        if (broken != null) {
            throw broken;
        }
    }
}
