using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>A call for the next message of a conversation.</summary>
public sealed class ChatCall : GatewayCall
{
    public required ClientRequest Request { get; init; }

    public override IModelRequest Asked => Request.Chat;

    public override string Operation => "chat";

    public override bool IsStreaming => Request.Chat.IsStreaming;

    public override int? OutputLimit => Request.Chat.OutputLimit;

    public override Demand MakeDemand() => Demand.Of(Request.Chat);

    public override long CountPrompt() => TokenEstimator.CountPrompt(Request.Chat);

    public override UpstreamRequest ToUpstream(Candidate candidate, out bool passesThrough)
    {
        IProviderDialect dialect = candidate.Provider.Dialect;
        UpstreamTarget target = TargetOf(candidate);
        passesThrough = Request.Body is not null && Dialect.Name == dialect.BodyDialect;
        if (passesThrough)
        {
            return dialect.PassThrough(Request.Body!.Value, Request.Chat, target) with { Headers = Request.Headers };
        }

        if (Request.NativeOnly is { } reason)
        {
            throw new GatewayException(reason);
        }

        UpstreamRequest request = dialect.ToUpstream(Request.Chat, target);
        return request with { Dropped = [.. Request.NativeFields.Union(request.Dropped)] };
    }

    public override CallAnswer FromUpstream(Attempt attempt, ReadOnlyMemory<byte> body, bool passesThrough, IReadOnlyList<string> dropped)
    {
        ChatResponse answer = SafeTranslation.ReadAnswer(attempt.Candidate.Provider.Dialect, body);
        AnswerIdentity.Of(attempt).Stamp(answer);
        attempt.Observe(answer);
        return new WholeAnswer(answer, body) { Attempt = attempt, PassesThrough = passesThrough && !answer.Altered, Dropped = dropped };
    }

    public override IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields) => Dialect.NamesOf(fields, Request.Chat);
}
