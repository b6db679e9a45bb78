using LlmFunctions.Errors;

namespace LlmFunctions.Quotas;

/// <summary>A limit does not allow the attempt.</summary>
/// <param name="error">What the client is told.</param>
/// <param name="status">How the limit stands.</param>
/// <param name="isOfAccount">Whether another account of the provider may still be called.</param>
public sealed class QuotaExceededException(GatewayError error, QuotaStatus status, bool isOfAccount) : GatewayException(error)
{
    /// <summary>How the limit stands.</summary>
    public QuotaStatus Status => status;

    /// <summary>Whether another account of the provider may still be called.</summary>
    public bool IsOfAccount => isOfAccount;
}
