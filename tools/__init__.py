"""What the project needs beside the product: packages for machines without network, pictures, references."""
