using System.Text;
using LlmFunctions.Providers;

namespace LlmFunctions.Tests.Translation;

/// <summary>Writes <c>docs/translation.md</c>.</summary>
internal static class TranslationPage
{
    public const string Path = "docs/translation.md";

    private static readonly IProviderDialect[] Dialects =
        [.. ProviderDefinitions.DialectNames.Select(static name => ProviderDefinitions.FindDialect(name)!)];

    public static string Write()
    {
        StringBuilder page = new();
        page.Append("""
            # What is carried

            An app speaks one dialect, a provider another. A request is read into a common shape and written from it, so what gets
            through is what both can say: look the feature up in both tables. This page is written by tests, from what the
            translators do.

            Where app and provider speak the same dialect, none of this applies: the body is passed on as it is, with every field.

            ## To providers

            | mark | meaning |
            |---|---|
            | yes | it is in the provider's request, in the provider's own form |
            | in part | the same, but something of it is left out, or only asked for in words; `x-llm-dropped` names it |
            | dropped | it is left out, which does no harm; `x-llm-dropped` names it |
            | refused | leaving it out would change the answer: the request is a 400 that names the field |
            | – | there is nothing to say: the provider does so in any case |


            """.ReplaceLineEndings("\n"));
        Table(page, Dialects.Select(static dialect => dialect.Name), feature =>
        {
            Chat.ChatRequest request = Surface.All[0].Read(feature)!.Chat;
            return Dialects.Select(dialect => Outcome.Of(dialect, request, feature));
        });
        page.Append("""

            Models differ within a dialect. Where the name of a model or the [catalog](models.md) says that it lacks something, such as
            thinking or a temperature, that is dropped as well. What is said of `bedrock` is so for Claude; of other makers' models it
            is known what their names tell, and nothing else is assumed. Dropped is also what a
            [provider of OpenAI's dialect](configuration.md#providers-known-by-name) is known to answer with an error. The names of dialects
            are those of the setting `Dialect`; these providers speak them:

            | dialect | providers |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (IProviderDialect dialect in Dialects)
        {
            IEnumerable<string> names = ProviderDefinitions.All.Where(definition => definition.Dialect.Name == dialect.Name).Select(static definition => $"`{definition.Name}`");
            page.Append($"| `{dialect.Name}` | {string.Join(", ", names)} |\n");
        }

        page.Append("""

            ## From apps

            | mark | meaning |
            |---|---|
            | yes | the dialect can say it, and the gateway understands it for every provider |
            | own | it is understood by providers of the same dialect only; for others it is named in `x-llm-dropped`, or refused where it matters |
            | refused | the dialect can say it, and the gateway refuses it |
            | no | the dialect has no way to say it |


            """.ReplaceLineEndings("\n"));
        Table(page, Surface.All.Select(static surface => surface.Name), static feature => Surface.All.Select(surface => surface.Of(feature)));
        page.Append("""

            Fields of one dialect do not reach a provider of another: what OpenAI's clients send beside OpenAI's own fields goes to
            providers of OpenAI's dialect, and to others if it is a field of theirs, such as `top_k` or `safety_mode`.

            """.ReplaceLineEndings("\n"));
        return page.ToString();
    }

    private static void Table(StringBuilder page, IEnumerable<string> columns, Func<Feature, IEnumerable<string>> cells)
    {
        string[] names = [.. columns];
        page.Append($"| | {string.Join(" | ", names.Select(static name => $"`{name}`"))} |\n");
        page.Append($"|---|{string.Concat(names.Select(static _ => "---|"))}\n");
        foreach (Feature feature in Features.All)
        {
            page.Append($"| {feature.Name} | {string.Join(" | ", cells(feature))} |\n");
        }
    }
}
