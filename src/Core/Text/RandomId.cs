using System.Security.Cryptography;

namespace LlmFunctions.Text;

/// <summary>Ids of 32 hexadecimal digits that nobody can guess. Chance is taken from the system for many at once: a call needs several, and each would be a call of the system.</summary>
public static class RandomId
{
    private const int Bytes = 16;
    private const int AtOnce = 128;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _left;

    public static string New()
    {
        byte[] random = _random ??= new byte[Bytes * AtOnce];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(random);
            _left = random.Length;
        }

        _left -= Bytes;
        return Convert.ToHexStringLower(random.AsSpan(_left, Bytes));
    }
}
