package com.example.orders;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Serves {@code POST /orders?customer=42&cents=995}; {@code &declined=true} causes a rollback. */
@RestController
@RequestMapping("/orders")
public class OrderController {
    private final Orders orders;

    OrderController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public String place(
            @RequestParam String customer,
            @RequestParam long cents,
            @RequestParam(defaultValue = "false") boolean declined) {
        String id = UUID.randomUUID().toString();
        orders.place(id, customer, cents, declined);
        return id + "\n";
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.PAYMENT_REQUIRED)
    public String declined(Orders.PaymentDeclined declined) {
        return declined.getMessage() + "\n";
    }
}
