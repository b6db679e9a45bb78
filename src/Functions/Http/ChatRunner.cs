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
    public async Task<IResult> RunAsync(HttpRequest request, IClientDialect dialect, Caller caller, ClientRequest read, CancellationToken cancellationToken)
    {
        ChatCall call = new() { RequestId = request.HttpContext.TraceIdentifier, Caller = caller, Dialect = dialect, Request = read };
        Task<CallAnswer> answer = pipeline.RunAsync(call, cancellationToken);
        if (!read.Chat.IsStreaming)
        {
            WholeAnswer whole = (WholeAnswer)await answer;
            return new WholeResult(call, whole, whole.Raw, output => dialect.WriteResponse(whole.Response, output));
        }

        // Whatever is still to come, a failure too, comes while the result is written: a provider that thinks for long gets pings sent.
        return new StreamResult(call, answer, options.PingInterval, timeProvider, logger);
    }
}
