package dev.tidings.cli.demo;

import static dev.tidings.cli.demo.Behavior.Answer.status;
import static dev.tidings.cli.demo.Behavior.inTurn;

import java.time.Duration;
import java.util.List;

/**
 * One delivery of the demonstration.
 *
 * @param story what it shows, for people
 * @param payload the event's JSON
 * @param where the kind of endpoint
 * @param behavior how the sink answers
 */
record DemoScenario(
        String story,
        String type,
        String recipient,
        String payload,
        Where where,
        Behavior behavior,
        ExpectedResult expected) {
    /** The kind of endpoint. */
    enum Where {
        SINK,
        /** An address without a listener. */
        NOBODY,
        /** No endpoint. */
        NOWHERE
    }

    /** The recipient whose receiver is repaired at the end. */
    static final String DOWN = "shop:lisbon";

    /** The recipient whose receiver is permanently gone. */
    static final String GONE = "user:former";

    private static final Behavior FINE = inTurn(status(200));

    /** Returns the scenarios; their expectations depend on the retry schedule in {@link Demo}. */
    static List<DemoScenario> all() {
        return List.of(
                sink(
                        "healthy receiver",
                        "order.shipped",
                        "customer:ada",
                        "{\"order\":\"A-1042\",\"carrier\":\"DHL\",\"parcels\":2}",
                        FINE,
                        ExpectedResult.sent(1)),
                sink(
                        "slow, but responds",
                        "build.failed",
                        "team:web",
                        "{\"repository\":\"shop\",\"branch\":\"main\",\"failed\":[\"checkout.spec\"]}",
                        inTurn(status(200).after(Duration.ofMillis(1_500))),
                        ExpectedResult.sent(1)),
                sink(
                        "fails twice with 500, then succeeds",
                        "payment.received",
                        "customer:bob",
                        "{\"invoice\":\"2027-77\",\"amount\":\"129.00\",\"currency\":\"EUR\"}",
                        inTurn(status(500), status(500), status(200)),
                        ExpectedResult.sent(3)),
                sink(
                        "asks for a pause of one second (429, Retry-After)",
                        "report.ready",
                        "user:carol",
                        "{\"report\":\"weekly\",\"pages\":12}",
                        inTurn(status(429).with("Retry-After", "1"), status(200)),
                        ExpectedResult.sent(2)),
                sink(
                        "down for all attempts (503)",
                        "stock.low",
                        DOWN,
                        "{\"sku\":\"TEA-250\",\"left\":3}",
                        inTurn(status(503)),
                        ExpectedResult.dead("attempts_exhausted", 4)),
                sink(
                        "gone for good (410)",
                        "newsletter.sent",
                        GONE,
                        "{\"issue\":88}",
                        inTurn(status(410)),
                        ExpectedResult.skipped("endpoint_disabled", 1)),
                sink(
                        "refuses the payload (422)",
                        "comment.added",
                        "user:dave",
                        "{\"thread\":7,\"text\":\"Looks good to me\"}",
                        inTurn(status(422).saying("{\"error\":\"no such thread\"}")),
                        ExpectedResult.dead("http_4xx", 1)),
                sink(
                        "during a deployment (401, 404, then 200)",
                        "contract.signed",
                        "partner:acme",
                        "{\"contract\":\"C-9\"}",
                        inTurn(status(401), status(404), status(200)),
                        ExpectedResult.sent(3)),
                new DemoScenario(
                        "connection refused",
                        "backup.finished",
                        "ops:night",
                        "{\"gigabytes\":412}",
                        Where.NOBODY,
                        FINE,
                        ExpectedResult.dead("attempts_exhausted", 4)),
                new DemoScenario(
                        "recipient without an endpoint",
                        "welcome",
                        "user:new",
                        "{\"plan\":\"free\"}",
                        Where.NOWHERE,
                        FINE,
                        ExpectedResult.skipped("recipient_missing", 0)));
    }

    private static DemoScenario sink(
            String story, String type, String recipient, String payload, Behavior behavior, ExpectedResult expected) {
        return new DemoScenario(story, type, recipient, payload, Where.SINK, behavior, expected);
    }
}
