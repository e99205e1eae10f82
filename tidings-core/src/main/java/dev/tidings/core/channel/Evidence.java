package dev.tidings.core.channel;

import dev.tidings.core.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt left behind, with secrets masked. Characters that some stores reject are replaced.
 *
 * @param providerStatus the provider's status, such as an HTTP or SMTP code
 * @param providerMessageId the provider's id of the message
 * @param request what was sent, truncated
 * @param response what came back, truncated
 */
public record Evidence(
        @Nullable Integer providerStatus,
        @Nullable String providerMessageId,
        @Nullable String request,
        @Nullable String response) {
    public Evidence {
        providerMessageId = PlainText.cleanedOrNull(providerMessageId);
        request = PlainText.cleanedOrNull(request);
        response = PlainText.cleanedOrNull(response);
    }

    public static final Evidence NONE = new Evidence(null, null, null, null);

    public static Evidence status(int providerStatus) {
        return new Evidence(providerStatus, null, null, null);
    }
}
