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
    /// <summary>What is asked; what the app's rules keep from providers is taken out on the way.</summary>
    public required ClientRequest Request { get; set; }

    public override IModelRequest Asked => Request.Chat;

    public override string Operation => "chat";

    public override bool IsStreaming => Request.Chat.IsStreaming;

    public override int? OutputLimit => Request.Chat.OutputLimit;

    public override Demand MakeDemand() => Demand.Of(Request.Chat);

    public override long CountPrompt() => TokenEstimator.CountPrompt(Request.Chat);

    public override long CountMostPrompt() => TokenEstimator.MostOfPromptBytes(Request.Chat);

    public override long CountImages() =>
        Request.Chat.Messages.Sum(static message => message.Content?.Parts?.Count(static part => part.Type == ContentPart.ImageType) ?? 0);

    public override long CountFiles() => TokenEstimator.CountFiles(Request.Chat);

    public override int ThinkingBudget => Math.Max(0, Request.Chat.Thinking?.BudgetTokens ?? 0);

    public override UpstreamRequest ToUpstream(Candidate candidate, int? mostOutput, out bool passesThrough)
    {
        IProviderDialect dialect = candidate.Provider.Dialect;
        UpstreamTarget target = TargetOf(candidate);
        ClientRequest asked = mostOutput is { } most && !(OutputLimit <= most) ? OutputClamp.Apply(Request, Dialect, most) : Request;
        passesThrough = asked.Body is not null && Dialect.Name == dialect.BodyDialect;
        if (passesThrough)
        {
            return dialect.PassThrough(asked.Body!.Value, asked.Chat, target) with { Headers = asked.Headers };
        }

        if (asked.NativeOnly is { } reason)
        {
            throw new GatewayException(reason);
        }

        UpstreamRequest request = dialect.ToUpstream(asked.Chat, target);
        return request with { Dropped = [.. asked.NativeFields.Union(request.Dropped)] };
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
