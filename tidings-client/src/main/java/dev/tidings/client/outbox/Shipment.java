package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;

/** The result of shipping a row. */
public sealed interface Shipment {
    /** Accepted durably; the row is removed. */
    record Shipped() implements Shipment {}

    /** Refused permanently; the row is dead. */
    record Refused(Problem problem) implements Shipment {}

    /** Not known to be accepted; the row is shipped again later. */
    record Later(Problem problem) implements Shipment {}
}
