using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Live;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>What every endpoint does around its own work: finds out who calls and what they may do, and turns failures into the dialect's envelope.</summary>
public sealed class GatewayEndpoint(Authenticator authenticator, GatewayOptions options, ConfigurationState configuration, ILogger<GatewayEndpoint> logger)
{
    private const string Bearer = "Bearer ";
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";

    /// <param name="request">The request.</param>
    /// <param name="dialect">The client's dialect.</param>
    /// <param name="needed">What the caller must have the right to; <see cref="Rights.None"/> for everybody with a valid key.</param>
    /// <param name="work">The endpoint's own work.</param>
    public async Task<IResult> RunAsync(HttpRequest request, IClientDialect dialect, Rights needed, Func<Caller, CancellationToken, Task<IResult>> work)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        ClientAddress.Settle(request, options.TrustedProxies);
        try
        {
            Caller caller = await authenticator.AuthenticateAsync(CredentialsOf(request, dialect), cancellationToken);
            Require(caller, needed);
            if ((needed & Rights.Calls) != Rights.None)
            {
                // Management goes on: it must be possible to put right what keeps the configuration from being read.
                configuration.Require();
            }

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

    /// <summary>Refuses a caller who lacks a right that only some requests to an endpoint need.</summary>
    /// <exception cref="GatewayException">The caller lacks it.</exception>
    public static void Require(Caller caller, Rights needed)
    {
        if (!caller.Has(needed))
        {
            throw Lacks(needed & ~caller.Rights);
        }
    }

    /// <summary>The same for endpoints that need all of management.</summary>
    public Task<IResult> RunAsAdminAsync(HttpRequest request, IClientDialect dialect, Func<CancellationToken, Task<IResult>> work) =>
        RunAsync(request, dialect, Rights.Manage, (_, cancellationToken) => work(cancellationToken));

    /// <summary>The same for those that change something, and have to tell the audit log who does.</summary>
    public Task<IResult> RunAsAdminAsync(HttpRequest request, IClientDialect dialect, Func<Caller, CancellationToken, Task<IResult>> work) =>
        RunAsync(request, dialect, Rights.Manage, work);

    /// <summary>The same for those who may read metrics: with the key that is for nothing else, too.</summary>
    public Task<IResult> RunAsMetricsReaderAsync(HttpRequest request, IClientDialect dialect, Func<Task<IResult>> work) =>
        authenticator.IsMetricsKey(PresentedKey(request)) ? work() : RunAsync(request, dialect, Rights.ViewMetrics, (_, _) => work());

    /// <summary>Whether the caller wants to be known: for endpoints that tell more to those who have a key.</summary>
    public static bool HasKey(HttpRequest request) => PresentedKey(request) is not null;

    private static string? PresentedKey(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[Bearer.Length..].Trim()
            : Header(request, "x-api-key") ?? Header(request, "api-key") ?? Header(request, "x-goog-api-key");
    }

    private static CallerCredentials CredentialsOf(HttpRequest request, IClientDialect dialect) =>
        new(PresentedKey(request) ?? KeyInQuery(request, dialect), ClientAddress.Find(request), Header(request, PrincipalHeader));

    private static GatewayException Lacks(Rights missing) => new(
        ErrorKind.PermissionDenied,
        $"This needs {((missing & Rights.Manage) == Rights.None ? "a key" : "management rights: the admin key, or a key or token")} with the scope {string.Join(", ", RightNames.Of(missing))}.");

    private static string? KeyInQuery(HttpRequest request, IClientDialect dialect) =>
        dialect is GeminiClientDialect ? GeminiClient.KeyInQuery(request) : null;

    private static string? Header(HttpRequest request, string name) =>
        request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;
}
