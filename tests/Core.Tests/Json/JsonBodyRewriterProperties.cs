using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Json;
using Xunit;

namespace LlmFunctions.Tests.Json;

/// <summary>Any object, with any white space and any way of writing its names and values, under any set of edits.</summary>
public sealed class JsonBodyRewriterProperties
{
    private static readonly string[] Names = ["model", "provider", "a", "temperature", "é", "quote\"d", ""];

    private static readonly string[] Values =
    [
        "1", "-0", "1.0", "1e3", "1E+03", "12345678901234567890", "true", "null", "\"\"", "\"t\\u0065xt\"", "\"\\ud83d\\ude00\"", "\"日本\"",
        "[]", "{}", "[ 1 , 2 ]", "{\"model\":\"inner\",\"a\":{\"a\":[{}]}}", "\"}{,:\\\"\"",
    ];

    private static readonly string[] Spaces = ["", "", " ", "\n  ", "\t", "\r\n"];

    private static readonly Gen<Document> Documents =
        from names in Gen.SubListOf(Names)
        from shuffled in Gen.Shuffle(names.ToArray())
        from values in Gen.ArrayOf(Gen.Elements(Values), shuffled.Length)
        from spaces in Gen.ArrayOf(Gen.Elements(Spaces), (4 * shuffled.Length) + 3)
        from escaped in Gen.ArrayOf(Gen.Elements(true, false), shuffled.Length)
        select new Document(shuffled, values, spaces, escaped);

    private static readonly Gen<Change[]> Changes =
        from names in Gen.SubListOf(Names)
        from kinds in Gen.ArrayOf(Gen.Choose(0, 2), names.Count)
        from values in Gen.ArrayOf(Gen.Elements(Values), names.Count)
        select names.Select((name, i) => new Change(name, kinds[i], values[i])).ToArray();

    [Fact]
    public void The_result_is_the_same_as_editing_the_parsed_document() =>
        Prop.ForAll(Documents.ToArbitrary(), Changes.ToArbitrary(), (document, changes) =>
        {
            string body = document.ToString();
            JsonObject expected = JsonNode.Parse(body)!.AsObject();
            foreach (Change change in changes)
            {
                change.ApplyTo(expected);
            }

            string actual = JsonBodyRewriterTests.Rewrite(body, [.. changes.Select(change => change.ToEdit())]);
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(actual)), $"{body} -> {actual}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Properties_that_no_edit_names_keep_their_bytes_and_order() =>
        Prop.ForAll(Documents.ToArbitrary(), Changes.ToArbitrary(), (document, changes) =>
        {
            byte[] actual = Encoding.UTF8.GetBytes(
                JsonBodyRewriterTests.Rewrite(document.ToString(), [.. changes.Select(change => change.ToEdit())]));
            string[] untouched = [.. document.Written().Where(property => changes.All(change => change.Name != property.Name)).Select(property => property.Text)];
            Assert.Equal(untouched, RawProperties(actual).Where(property => changes.All(change => change.Name != property.Name)).Select(property => property.Text));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_an_edit_that_applies_every_byte_stays() =>
        Prop.ForAll(Documents.ToArbitrary(), document =>
            Assert.Equal(document.ToString(), JsonBodyRewriterTests.Rewrite(document.ToString(), JsonEdit.Remove("absent")))).QuickCheckThrowOnFailure();

    private static List<(string Name, string Text)> RawProperties(byte[] body)
    {
        List<(string, string)> properties = [];
        Utf8JsonReader reader = new(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            string name = reader.GetString()!;
            reader.Read();
            reader.Skip();
            properties.Add((name, Encoding.UTF8.GetString(body.AsSpan(start, (int)reader.BytesConsumed - start))));
        }

        return properties;
    }

    private sealed record Change(string Name, int Kind, string Value)
    {
        public JsonEdit ToEdit() => Kind switch
        {
            0 => JsonEdit.Set(Name, Encoding.UTF8.GetBytes(Value)),
            1 => JsonEdit.Add(Name, Encoding.UTF8.GetBytes(Value)),
            _ => JsonEdit.Remove(Name),
        };

        public void ApplyTo(JsonObject document)
        {
            if (Kind == 2)
            {
                document.Remove(Name);
            }
            else if (Kind == 0 || !document.ContainsKey(Name))
            {
                document[Name] = JsonNode.Parse(Value);
            }
        }
    }

    private sealed record Document(string[] Names, string[] Values, string[] Spaces, bool[] Escaped)
    {
        public IEnumerable<(string Name, string Text)> Written() => Names.Select((name, i) =>
            (name, $"{Quote(name, Escaped[i])}{Spaces[(4 * i) + 1]}:{Spaces[(4 * i) + 2]}{Values[i]}"));

        public override string ToString()
        {
            StringBuilder text = new(Spaces[^1] + "{");
            int i = 0;
            foreach ((_, string property) in Written())
            {
                text.Append(i > 0 ? "," : "").Append(Spaces[4 * i]).Append(property).Append(Spaces[(4 * i) + 3]);
                i++;
            }

            return text.Append(Spaces[^2]).Append('}').Append(Spaces[^3]).ToString();
        }

        private static string Quote(string name, bool escaped) => escaped
            ? "\"" + string.Concat(name.Select(letter => $"\\u{(int)letter:x4}")) + "\""
            : "\"" + name.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }
}
