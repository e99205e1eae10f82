package dev.tidings.cli.demo;

import static dev.tidings.cli.demo.Behavior.Answer.status;
import static dev.tidings.cli.demo.Behavior.inTurn;

import java.time.Duration;
import java.util.List;

/**
 * Something that happens to one recipient.
 *
 * @param story what is tried, for people
 * @param payload the event's own JSON
 * @param where what its endpoint is like
 * @param behavior how the sink answers it, if it gets there
 */
record DemoScenario(
        String story,
        String type,
        String recipient,
        String payload,
        Where where,
        Behavior behavior,
        Expected expected) {
    /** What a recipient's endpoint is like. */
    enum Where {
        SINK,
        /** An address at which nobody listens. */
        NOBODY,
        /** The recipient has none. */
        NOWHERE
    }

    /** The recipient whose receiver is mended in the end. */
    static final String DOWN = "shop:lisbon";

    /** The recipient whose receiver is gone for good. */
    static final String GONE = "user:former";

    private static final Behavior FINE = inTurn(status(200));

    /** The scenes of the demonstration; the retry schedule that they count on is in {@link Demo}. */
    static List<DemoScenario> all() {
        return List.of(
                sink(
                        "all is well",
                        "order.shipped",
                        "customer:ada",
                        "{\"order\":\"A-1042\",\"carrier\":\"DHL\",\"parcels\":2}",
                        FINE,
                        Expected.sent(1)),
                sink(
                        "slow, but it answers",
                        "build.failed",
                        "team:web",
                        "{\"repository\":\"shop\",\"branch\":\"main\",\"failed\":[\"checkout.spec\"]}",
                        inTurn(status(200).after(Duration.ofMillis(1_500))),
                        Expected.sent(1)),
                sink(
                        "fails twice with 500, then takes it",
                        "payment.received",
                        "customer:bob",
                        "{\"invoice\":\"2027-77\",\"amount\":\"129.00\",\"currency\":\"EUR\"}",
                        inTurn(status(500), status(500), status(200)),
                        Expected.sent(3)),
                sink(
                        "asks for a second of patience (429, Retry-After)",
                        "report.ready",
                        "user:carol",
                        "{\"report\":\"weekly\",\"pages\":12}",
                        inTurn(status(429).with("Retry-After", "1"), status(200)),
                        Expected.sent(2)),
                sink(
                        "down through all attempts (503)",
                        "stock.low",
                        DOWN,
                        "{\"sku\":\"TEA-250\",\"left\":3}",
                        inTurn(status(503)),
                        Expected.dead("attempts_exhausted", 4)),
                sink(
                        "gone for good (410)",
                        "newsletter.sent",
                        GONE,
                        "{\"issue\":88}",
                        inTurn(status(410)),
                        Expected.skipped("endpoint_disabled", 1)),
                sink(
                        "does not understand it (422)",
                        "comment.added",
                        "user:dave",
                        "{\"thread\":7,\"text\":\"Looks good to me\"}",
                        inTurn(status(422).saying("{\"error\":\"no such thread\"}")),
                        Expected.dead("http_4xx", 1)),
                sink(
                        "is being deployed (401, 404, then 200)",
                        "contract.signed",
                        "partner:acme",
                        "{\"contract\":\"C-9\"}",
                        inTurn(status(401), status(404), status(200)),
                        Expected.sent(3)),
                new DemoScenario(
                        "nobody listens there",
                        "backup.finished",
                        "ops:night",
                        "{\"gigabytes\":412}",
                        Where.NOBODY,
                        FINE,
                        Expected.dead("attempts_exhausted", 4)),
                new DemoScenario(
                        "has no endpoint at all",
                        "welcome",
                        "user:new",
                        "{\"plan\":\"free\"}",
                        Where.NOWHERE,
                        FINE,
                        Expected.skipped("recipient_missing", 0)));
    }

    private static DemoScenario sink(
            String story, String type, String recipient, String payload, Behavior behavior, Expected expected) {
        return new DemoScenario(story, type, recipient, payload, Where.SINK, behavior, expected);
    }
}
