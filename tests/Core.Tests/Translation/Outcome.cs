using System.Text.Json.Nodes;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Tests.Translation;

/// <summary>What becomes of a feature on its way to a provider, found out by translating a request with it and one without.</summary>
internal static class Outcome
{
    public const string Carried = "yes";
    public const string InPart = "in part";
    public const string Dropped = "dropped";
    public const string Refused = "refused";

    /// <summary>Nothing is said of it upstream, and nothing is named.</summary>
    public const string Nothing = "–";

    public static string Of(IProviderDialect dialect, ChatRequest request, Feature feature)
    {
        if (Translate(dialect, request) is not { } with)
        {
            return Refused;
        }

        if (Translate(dialect, feature.Without(request)) is not { } without)
        {
            // It makes the difference between a refusal and a request.
            return Carried;
        }

        bool isNamed = with.Dropped.Except(without.Dropped).Any();
        bool isSame = with.Path == without.Path && JsonNode.DeepEquals(JsonNode.Parse(with.Body.Span), JsonNode.Parse(without.Body.Span));
        return (isNamed, isSame) switch
        {
            (true, true) => Dropped,
            (true, false) => InPart,
            (false, false) => Carried,
            _ => Nothing,
        };
    }

    // Converse itself can say little; most of what there is are fields of the models, of which its users' first is Claude.
    private static string ModelOf(IProviderDialect dialect) => dialect.Name == "bedrock" ? "global.anthropic.claude-sonnet-4-5-20250929-v1:0" : "a-model";

    /// <summary>The provider's request; null when the dialect refuses it.</summary>
    private static UpstreamRequest? Translate(IProviderDialect dialect, ChatRequest request)
    {
        try
        {
            return dialect.ToUpstream(request, new UpstreamTarget { Model = ModelOf(dialect) });
        }
        catch (GatewayException exception) when (exception.Error.Kind == ErrorKind.UnsupportedField)
        {
            return null;
        }
    }
}
