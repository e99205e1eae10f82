package dev.tidings.engine.accept;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.store.ReceiptDelivery;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be seen of addresses that intents gave outright, by the rules of their channels. Such an address is the recipient of
 * its delivery too: the store keeps it in full, so that it is found and deduplicated by it, and everything that shows it masks it.
 */
public final class ShownAddresses {
    private final Map<String, Channel> channels;

    public ShownAddresses(Map<String, Channel> channels) {
        this.channels = Map.copyOf(channels);
    }

    /** An address of a channel, what gives access masked. */
    public String of(String name, String address) {
        Channel channel = channels.get(name);
        return channel == null ? Masking.address(address) : channel.shownAddress(address);
    }

    /** @param outright the address that an intent gave; null when the recipient is one of the producer's own ids */
    public String recipient(String channel, String recipient, @Nullable String outright) {
        return outright == null ? recipient : of(channel, outright);
    }

    /** The delivery as it may be shown. */
    public Delivery of(Delivery delivery) {
        String address = delivery.address();
        if (address == null) {
            return delivery;
        }
        String shown = of(delivery.channel(), address);
        return delivery.withRecipient(shown, shown);
    }

    /** A receipt as it may be shown. */
    public Receipt of(Receipt receipt) {
        return new Receipt(
                receipt.notificationId(),
                receipt.replayed(),
                receipt.deliveries().stream().map(this::of).toList());
    }

    private ReceiptDelivery of(ReceiptDelivery delivery) {
        return delivery.outright()
                ? new ReceiptDelivery(
                        delivery.id(),
                        delivery.channel(),
                        of(delivery.channel(), delivery.recipient()),
                        true,
                        delivery.status(),
                        delivery.reused())
                : delivery;
    }
}
