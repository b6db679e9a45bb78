namespace LlmFunctions.Jobs.Webhooks;

/// <summary>The receiver's name leads to no address that may be connected to.</summary>
internal sealed class WebhookForbiddenException() : IOException("the receiver's name leads to no public address");
