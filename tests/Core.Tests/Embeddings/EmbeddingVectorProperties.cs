using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Embeddings;
using LlmFunctions.Providers.OpenAI;
using Xunit;

namespace LlmFunctions.Tests.Embeddings;

public sealed class EmbeddingVectorProperties
{
    /// <summary>Every bit pattern that is a number, the smallest and the largest among them.</summary>
    private static readonly Gen<float> Numbers = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite),
        Gen.Elements(0f, -0f, 1f, float.Epsilon, float.MinValue, float.MaxValue, 0.1f, 1e-5f, 1f / 3));

    private static readonly Gen<float[]> Vectors = Gen.ArrayOf(Numbers);

    [Fact]
    public void A_vector_is_the_same_after_either_form_to_the_bit() => Prop.ForAll(Vectors.ToArbitrary(), vector =>
    {
        AssertSame(vector, ReadBack(writer => EmbeddingVector.WriteNumbers(writer, vector)));
        AssertSame(vector, ReadBack(writer => EmbeddingVector.WriteBase64(writer, vector)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Base64_is_of_little_endian_floats()
    {
        // 3F800000 and C0200000, the last byte first.
        Assert.Equal("\"AACAPwAAIMA=\"", Write(static writer => EmbeddingVector.WriteBase64(writer, [1f, -2.5f])));
    }

    [Fact]
    public void Each_vector_stays_with_its_text_in_whatever_order_they_come() => Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, 20)).ToArbitrary(), order =>
    {
        JsonArray data = [.. order.Select(static index => new JsonObject { ["index"] = index, ["embedding"] = new JsonArray(index) })];
        byte[] body = Encoding.UTF8.GetBytes(new JsonObject { ["data"] = data }.ToJsonString());
        EmbeddingsResponse response = OpenAIDialect.Instance.Embeddings.FromUpstream(body, new EmbeddingsRequest());

        Assert.Equal(Enumerable.Range(0, 20).Select(static index => (float)index), response.Vectors.Select(static vector => vector[0]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_one_encoding_says_the_other_says_too() => Prop.ForAll(Gen.NonEmptyListOf(Vectors).ToArbitrary(), vectors =>
    {
        EmbeddingsResponse response = new() { Vectors = [.. vectors], Model = "m" };
        foreach (string format in (string[])["float", "base64"])
        {
            EmbeddingsRequest request = new() { EncodingFormat = format };
            ArrayBufferWriter<byte> output = new();
            OpenAIEmbeddingsForm.Instance.WriteResponse(response, request, output);
            EmbeddingsResponse read = OpenAIDialect.Instance.Embeddings.FromUpstream(output.WrittenMemory, request);

            Assert.False(read.Altered);
            Assert.Equal(vectors.Count, read.Vectors.Count);
            Assert.All(vectors.Zip(read.Vectors), static pair => AssertSame(pair.First, pair.Second));
        }
    }).QuickCheckThrowOnFailure();

    private static float[]? ReadBack(Action<Utf8JsonWriter> write)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(Write(write)));
        reader.Read();
        return EmbeddingVector.Read(ref reader);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void AssertSame(float[] expected, float[]? actual) =>
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual!.Select(BitConverter.SingleToInt32Bits));
}
