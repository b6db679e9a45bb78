using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Pipeline;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>Runs a chat call of any surface through the pipeline and answers it in the client's dialect.</summary>
public sealed class ChatRunner(CallPipeline pipeline, GatewayOptions options, TimeProvider timeProvider, ILogger<ChatRunner> logger)
{
    public Task<IResult> RunAsync(HttpRequest request, IClientDialect dialect, Caller caller, ClientRequest read, CancellationToken cancellationToken) =>
        RunAsync(request, dialect, caller, read, beforeEnd: null, cancellationToken);

    /// <param name="request">The HTTP request.</param>
    /// <param name="dialect">The client's dialect.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="read">What was asked.</param>
    /// <param name="beforeEnd">What must be done when the answer is whole and before the client knows that it is.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    public async Task<IResult> RunAsync(
        HttpRequest request, IClientDialect dialect, Caller caller, ClientRequest read, Func<Task>? beforeEnd, CancellationToken cancellationToken)
    {
        JobRunner.RefuseWebhook(request);
        ChatCall call = new()
        {
            RequestId = request.HttpContext.TraceIdentifier,
            Caller = caller,
            Dialect = dialect,
            Request = read,
            Wishes = RequestWishes.Of(request),
            ClientAddress = ClientAddress.Of(request),
        };
        Task<CallAnswer> answer = pipeline.RunAsync(call, cancellationToken);
        if (!read.Chat.IsStreaming)
        {
            WholeAnswer whole = (WholeAnswer)await AnswerHeaders.NamingFailedAsync(request.HttpContext.Response.Headers, call, answer);
            return new WholeResult(call, whole, whole.Raw, output => dialect.WriteResponse(whole.Response, output), beforeEnd);
        }

        // Whatever is still to come, a failure too, comes while the result is written: a provider that thinks for long gets pings sent.
        return new StreamResult(call, answer, beforeEnd, options.PingInterval, timeProvider, logger);
    }
}
