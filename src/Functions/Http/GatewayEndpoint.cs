using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>What every endpoint does around its own work: checks the gateway key, and turns failures into the dialect's envelope.</summary>
public sealed class GatewayEndpoint(Authenticator authenticator, ILogger<GatewayEndpoint> logger)
{
    private const string Bearer = "Bearer ";

    public async Task<IResult> RunAsync(HttpRequest request, IClientDialect dialect, Func<Caller, CancellationToken, Task<IResult>> work)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            Caller caller = await authenticator.AuthenticateAsync(PresentedKey(request) ?? KeyInQuery(request, dialect), cancellationToken);
            return await work(caller, cancellationToken);
        }
        catch (GatewayException exception)
        {
            if (exception.Error.Kind == ErrorKind.StorageUnavailable)
            {
                Log.StorageUnavailable(logger, exception);
            }

            return new ErrorResult(dialect, exception.Error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ErrorResult(dialect, new GatewayError { Kind = ErrorKind.ClientClosed, Message = "The client closed the connection." });
        }
        catch (Exception exception)
        {
            Log.Defect(logger, exception, request.Method, request.Path);
            return new ErrorResult(dialect, new GatewayError
            {
                Kind = ErrorKind.Internal,
                Message = $"The gateway failed. Its log has the reason under the request id {request.HttpContext.TraceIdentifier}.",
            });
        }
    }

    /// <summary>The same for endpoints that need management rights.</summary>
    public Task<IResult> RunAsAdminAsync(HttpRequest request, IClientDialect dialect, Func<CancellationToken, Task<IResult>> work) =>
        RunAsAdminAsync(request, dialect, (_, cancellationToken) => work(cancellationToken));

    /// <summary>The same for endpoints that change something, and have to tell the audit log who does.</summary>
    public Task<IResult> RunAsAdminAsync(HttpRequest request, IClientDialect dialect, Func<Caller, CancellationToken, Task<IResult>> work) =>
        RunAsync(request, dialect, (caller, cancellationToken) => caller.IsAdmin
            ? work(caller, cancellationToken)
            : throw new GatewayException(ErrorKind.PermissionDenied, "This needs management rights: call it with the admin key."));

    /// <summary>The same for those who may read metrics.</summary>
    public Task<IResult> RunAsMetricsReaderAsync(HttpRequest request, IClientDialect dialect, Func<Task<IResult>> work) =>
        authenticator.IsMetricsKey(PresentedKey(request)) ? work() : RunAsAdminAsync(request, dialect, _ => work());

    /// <summary>Whether the caller wants to be known: for endpoints that tell more to those who have a key.</summary>
    public static bool HasKey(HttpRequest request) => PresentedKey(request) is not null;

    private static string? PresentedKey(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[Bearer.Length..].Trim()
            : Header(request, "x-api-key") ?? Header(request, "api-key") ?? Header(request, "x-goog-api-key");
    }

    private static string? KeyInQuery(HttpRequest request, IClientDialect dialect) =>
        dialect is GeminiClientDialect ? GeminiClient.KeyInQuery(request) : null;

    private static string? Header(HttpRequest request, string name) =>
        request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;
}
