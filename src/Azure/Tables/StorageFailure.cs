using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using LlmFunctions.Errors;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Tells failures of the storage from those of this program.</summary>
internal static class StorageFailure
{
    /// <summary>Does something with a table, and says when it is the storage that failed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="what">What is kept there.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static Task<T> ExplainAsync<T>(LazyTable table, string what, Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        ExplainAsync(what, () => table.RunAsync(work, cancellationToken), cancellationToken);

    /// <summary>The same with several tables.</summary>
    public static async Task<T> ExplainAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (IsOne(exception, cancellationToken))
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, $"The storage of the {what} did not answer as it should. Try again.", innerException: exception);
        }
    }

    // A cancellation that the caller did not ask for is the client library's time limit.
    private static bool IsOne(Exception exception, CancellationToken cancellationToken) => exception
        is RequestFailedException or AggregateException or AuthenticationFailedException or HttpRequestException or IOException or TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
