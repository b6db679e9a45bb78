using Azure;
using Azure.Identity;
using LlmFunctions.Errors;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>What goes wrong with a storage account, as the gateway's own error.</summary>
internal static class StorageFailure
{
    // A cancellation that the caller did not ask for is the client library's time limit.
    public static bool Is(Exception exception, CancellationToken cancellationToken) => exception
        is RequestFailedException or AggregateException or AuthenticationFailedException or HttpRequestException or IOException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <param name="what">The end of "the storage …".</param>
    /// <param name="cause">What was thrown.</param>
    public static GatewayException Of(string what, Exception cause) =>
        new(ErrorKind.StorageUnavailable, $"The storage {what} did not answer as it should. Try again.", innerException: cause);
}
