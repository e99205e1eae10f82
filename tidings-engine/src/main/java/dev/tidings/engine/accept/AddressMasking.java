package dev.tidings.engine.accept;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.store.ReceiptDelivery;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masks addresses from intents by the rules of their channels. Such an address is also the recipient of its delivery:
 * the store keeps it in full, for lookup and deduplication, and every output masks it.
 */
public final class AddressMasking {
    private final Map<String, Channel> channels;

    public AddressMasking(Map<String, Channel> channels) {
        this.channels = Map.copyOf(channels);
    }

    /** Returns a channel's address with credentials masked. */
    public String of(String name, String address) {
        Channel channel = channels.get(name);
        return channel == null ? Masking.address(address) : channel.shownAddress(address);
    }

    /** @param outright the address from the intent; null when the recipient is a producer's id */
    public String recipient(String channel, String recipient, @Nullable String outright) {
        return outright == null ? recipient : of(channel, outright);
    }

    /** Returns the delivery with masked addresses. */
    public Delivery of(Delivery delivery) {
        String address = delivery.address();
        if (address == null) {
            return delivery;
        }
        String shown = of(delivery.channel(), address);
        return delivery.withRecipient(shown, shown);
    }

    /** Returns the receipt with masked addresses. */
    public Receipt of(Receipt receipt) {
        return new Receipt(
                receipt.notificationId(),
                receipt.replayed(),
                receipt.deliveries().stream().map(this::of).toList(),
                receipt.expanding());
    }

    private ReceiptDelivery of(ReceiptDelivery delivery) {
        return delivery.outright()
                ? new ReceiptDelivery(
                        delivery.id(),
                        delivery.channel(),
                        of(delivery.channel(), delivery.recipient()),
                        delivery.endpointId(),
                        true,
                        delivery.status(),
                        delivery.reused())
                : delivery;
    }
}
