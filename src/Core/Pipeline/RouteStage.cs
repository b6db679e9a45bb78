using LlmFunctions.Routing;

namespace LlmFunctions.Pipeline;

/// <summary>Finds out what may serve the call.</summary>
internal sealed class RouteStage(ModelResolver resolver) : IChatStage
{
    public Task<ChatAnswer> RunAsync(ChatCall call, ChatNext next, CancellationToken cancellationToken)
    {
        call.Candidates = resolver.Resolve(call.Request.Chat);
        return next(call, cancellationToken);
    }
}
