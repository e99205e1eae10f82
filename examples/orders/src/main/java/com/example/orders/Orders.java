package com.example.orders;

import dev.tidings.client.submit.Intent;
import dev.tidings.spring.OutboxPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Writes an order and its notification in one transaction. */
@Service
public class Orders {
    private final JdbcClient jdbc;
    private final OutboxPublisher outbox;

    Orders(JdbcClient jdbc, OutboxPublisher outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /** Thrown after all writes, to demonstrate a rollback. */
    public static final class PaymentDeclined extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PaymentDeclined(String id) {
            super("the payment of order " + id + " was declined");
        }
    }

    @Transactional
    public void place(String id, String customer, long cents, boolean declined) {
        jdbc.sql("""
            INSERT INTO orders (id, customer, cents) VALUES (:id, :customer, :cents)
            """)
                .param("id", id)
                .param("customer", customer)
                .param("cents", cents)
                .update();
        outbox.publish(
                Intent.of("order.paid", "orders")
                        .to("customer:" + customer)
                        .over("webhook")
                        .payload("{\"order\": \"" + id + "\", \"cents\": " + cents + "}")
                        .key("order-" + id + "-paid"),
                "order:" + id);
        if (declined) {
            throw new PaymentDeclined(id);
        }
    }
}
