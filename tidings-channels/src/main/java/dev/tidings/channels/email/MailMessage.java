package dev.tidings.channels.email;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.time.Instant;
import java.util.Date;

/** A MIME message with plain text and HTML alternatives and a fixed Message-ID. */
final class MailMessage extends MimeMessage {
    private static final String UTF_8 = "UTF-8";
    private static final String SUBJECT = "Subject";

    private final String messageId;

    private MailMessage(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    static MailMessage of(
            Session session, String messageId, InternetAddress from, InternetAddress to, Instant date, MailText mail)
            throws MessagingException {
        MailMessage message = new MailMessage(session, messageId);
        message.setFrom(from);
        message.setRecipient(RecipientType.TO, to);
        message.setHeader(SUBJECT, MimeUtility.fold(SUBJECT.length() + 2, HeaderText.encoded(mail.subject())));
        message.setSentDate(Date.from(date));
        // Prevents automatic replies.
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(mail.text(), UTF_8);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(mail.html(), UTF_8, "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
