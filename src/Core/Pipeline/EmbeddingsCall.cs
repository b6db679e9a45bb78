using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>A call for embeddings.</summary>
public sealed class EmbeddingsCall : GatewayCall
{
    /// <summary>The form in which the client asks and wants the answer.</summary>
    public required IEmbeddingsForm Form { get; init; }

    /// <summary>What is asked; what the app's rules keep from providers is taken out on the way.</summary>
    public required ClientEmbeddings Request { get; set; }

    public override IModelRequest Asked => Request.Request;

    public override string Operation => "embeddings";

    public override Demand MakeDemand() => Demand.Of(Request.Request);

    public override long CountPrompt() => TokenEstimator.CountInput(Request.Request.Input!);

    public override long CountMostPrompt() => TokenEstimator.MostOfInput(Request.Request.Input!);

    public override UpstreamRequest ToUpstream(Candidate candidate, int? mostOutput, out bool passesThrough)
    {
        IEmbeddingsTranslator translator = TranslatorOf(candidate);
        UpstreamTarget target = TargetOf(candidate);
        passesThrough = Request.Body is not null && Dialect.Name == candidate.Provider.Dialect.BodyDialect;
        if (passesThrough)
        {
            return translator.PassThrough(Request.Body!.Value, Request.Request, target);
        }

        if (Request.NativeOnly is { } reason)
        {
            throw new GatewayException(reason);
        }

        UpstreamRequest request = translator.ToUpstream(Request.Request, target);
        return request with { Dropped = [.. Request.NativeFields.Union(request.Dropped)] };
    }

    public override CallAnswer FromUpstream(Attempt attempt, ReadOnlyMemory<byte> body, bool passesThrough, IReadOnlyList<string> dropped)
    {
        EmbeddingsResponse answer = SafeTranslation.ReadEmbeddings(TranslatorOf(attempt.Candidate), body, Request.Request);
        attempt.Observe(answer);
        int wanted = Request.Request.Input!.Count;
        if (answer.Vectors.Count != wanted)
        {
            // Which vector is of which text could not be told.
            throw UpstreamErrors.Malformed($"{answer.Vectors.Count} embeddings where {wanted} were asked for");
        }

        answer.Model = answer.Model.Length == 0 ? attempt.Candidate.Model : answer.Model;
        return new EmbeddingsAnswer(answer, body) { Attempt = attempt, PassesThrough = passesThrough && !answer.Altered, Dropped = dropped };
    }

    public override IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields) => Form.NamesOf(fields, Request.Request);

    private static IEmbeddingsTranslator TranslatorOf(Candidate candidate)
    {
        if (candidate.Info?.Capabilities is { } capabilities && !capabilities.HasFlag(ModelCapabilities.Embeddings))
        {
            throw Unsupported($"The model '{candidate.Model}' does not make embeddings.");
        }

        return candidate.Provider.Dialect.Embeddings
            ?? throw Unsupported($"The provider '{candidate.Provider.Name}' does not make embeddings: it speaks the dialect '{candidate.Provider.Dialect.Name}', which has none.");
    }

    private static GatewayException Unsupported(string message) => new(ErrorKind.UnsupportedField, message, "model");
}
