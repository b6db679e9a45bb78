using LlmFunctions.Catalog;
using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>How hard a request is, by its size and by what it asks for.</summary>
internal enum Complexity
{
    Simple,
    Medium,
    Complex,
}

/// <summary>Finds out how hard a request is.</summary>
internal static class Complexities
{
    private const ModelCapabilities NotSimple = ModelCapabilities.Tools | ModelCapabilities.Vision | ModelCapabilities.JsonSchema;

    public static Complexity Of(Demand demand, AutoOptions options)
    {
        if (demand.Wants.HasFlag(ModelCapabilities.Reasoning)
            || demand.OutputLimit >= options.ComplexOutputTokens
            || (demand.MostPromptTokens >= options.ComplexPromptTokens && demand.PromptTokens >= options.ComplexPromptTokens))
        {
            return Complexity.Complex;
        }

        bool isShort = demand.MostPromptTokens <= options.SimplePromptTokens || demand.PromptTokens <= options.SimplePromptTokens;
        return isShort && !(demand.OutputLimit > options.SimpleOutputTokens) && ((demand.Needs | demand.Wants) & NotSimple) == ModelCapabilities.None
            ? Complexity.Simple
            : Complexity.Medium;
    }
}
